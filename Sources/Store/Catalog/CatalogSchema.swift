/// The catalog's tables and how a run lies in them.
enum CatalogSchema {
    /// Raised with every change of the tables or of what is derived into them: an older catalog is made anew.
    static let version: Int64 = 3

    private static let tables = """
        CREATE TABLE IF NOT EXISTS runs (
            id TEXT PRIMARY KEY,
            filed INTEGER NOT NULL,
            source TEXT,
            path BLOB,
            report_bytes INTEGER NOT NULL,
            report_digest BLOB NOT NULL,
            config_bytes INTEGER,
            config_digest BLOB,
            receipt TEXT NOT NULL,
            outline TEXT NOT NULL,
            listing TEXT,
            stamp TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS runs_filed ON runs (filed, id);
        CREATE INDEX IF NOT EXISTS runs_report ON runs (report_digest);
        CREATE INDEX IF NOT EXISTS runs_path ON runs (path, filed, id);
        CREATE TABLE IF NOT EXISTS names (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (run, kind, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS names_name ON names (kind, name, run);
        """

    /// What a row of `names` names.
    enum NameKind: Int64 {
        case benchmark = 0
        case filesystem = 1
    }

    /// Creates what is missing.
    ///
    /// - Throws: `CatalogError`, also for a catalog of another version.
    static func prepare(_ database: Database) throws(CatalogError) {
        var found: Int64 = 0
        try database.query("PRAGMA user_version") { row in found = row.integer(0) }
        guard found == 0 || found == version else {
            throw CatalogError(operation: "open", code: 0, message: "schema \(found), not \(version)")
        }
        try database.execute(
            "PRAGMA foreign_keys = ON; \(tables) \(verifiedTable) PRAGMA user_version = \(version);")
        try database.query("PRAGMA integrity_check(1)") { (row) throws(CatalogError) in
            guard row.text(0) == "ok" else {
                throw CatalogError(operation: "check", code: 11, message: row.text(0) ?? "damaged")
            }
        }
    }

    static func delete(_ id: RunID, from database: Database) throws(CatalogError) {
        try database.query("DELETE FROM runs WHERE id = ?", [.text(id.description)])
    }

    static func insert(_ row: Catalog.Row, into database: Database) throws(CatalogError) {
        let receipt = row.receipt
        let id = Database.Value.text(receipt.id.description)
        try database.query(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                id, .integer(receipt.filed.milliseconds), receipt.source.map { .text($0) } ?? .null,
                receipt.origin.path.map { .blob($0.bytes) } ?? .null,
                .integer(Int64(receipt.report.byteCount)), .blob(receipt.report.digest.bytes),
                receipt.config.map { .integer(Int64($0.byteCount)) } ?? .null,
                receipt.config.map { .blob($0.digest.bytes) } ?? .null,
                .text(receipt.json.text), .text(OutlineCodec.text(of: row.report)),
                row.listing.map { .text(OutlineCodec.text(of: $0)) } ?? .null, .text(row.stamp.text),
            ])
        let names =
            row.report.benchmarks.map { (NameKind.benchmark, $0.name) }
            + row.report.filesystems.map { (NameKind.filesystem, $0) }
        for (kind, name) in names {
            try database.query(
                "INSERT INTO names VALUES (?, ?, ?)", [id, .integer(kind.rawValue), .text(name)])
        }
    }

    /// Reads the columns receipt, outline, listing, stamp.
    static func row(_ row: borrowing Database.Row) throws(CatalogError) -> Catalog.Row {
        guard let receiptText = row.text(0), let json = try? JSONValue(parsing: Array(receiptText.utf8)),
            let receipt = Receipt(json: json), let report = row.text(1).flatMap(OutlineCodec.report(from:))
        else { throw CatalogError(operation: "read", code: 11, message: "a row is damaged") }
        return Catalog.Row(
            receipt: receipt, report: report, listing: row.text(2).flatMap(OutlineCodec.listing(from:)),
            stamp: RunStamp(text: row.text(3) ?? ""))
    }
}
