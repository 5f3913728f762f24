import JSON
import Model
import System

/// The catalog's tables and how a run lies in them.
enum CatalogSchema {
    /// What can be long comes last: a list would read over it.
    static let runTable = """
        CREATE TABLE IF NOT EXISTS runs (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            filed INTEGER NOT NULL,
            source TEXT,
            path BLOB,
            report_bytes INTEGER NOT NULL,
            report_digest BLOB NOT NULL,
            config_bytes INTEGER,
            config_digest BLOB,
            benchmark_count INTEGER NOT NULL,
            filesystem_count INTEGER NOT NULL,
            entry_count INTEGER NOT NULL,
            config_entry_count INTEGER,
            config_finding_count INTEGER,
            stamp TEXT NOT NULL,
            receipt TEXT NOT NULL,
            parts BLOB NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS runs_filed ON runs (filed, id);
        CREATE INDEX IF NOT EXISTS runs_path ON runs (path, id);
        """
    /// They may be missing until all runs are known.
    static let digestIndexes = """
        CREATE INDEX IF NOT EXISTS runs_report ON runs (report_digest);
        CREATE INDEX IF NOT EXISTS runs_config ON runs (config_digest);
        """
    static let digestIndexDrops = "DROP INDEX IF EXISTS runs_report; DROP INDEX IF EXISTS runs_config;"

    // MARK: Writing

    /// Deletes a run with all that hangs on it.
    static func delete(_ id: RunID, from database: Database) throws(CatalogError) {
        try database.query("DELETE FROM runs WHERE id = ?", [.text(id.description)])
    }

    /// What finds a run, as its row has it.
    struct KnownRow: Equatable {
        let number: Int64
        let filed: Int64
        let path: [UInt8]?
        let digests: [[UInt8]?]

        /// Whether the row of a run is found by the same.
        fileprivate func isFound(like receipt: Receipt) -> Bool {
            filed == receipt.filed.milliseconds && path == receipt.origin.path?.bytes
                && digests == [receipt.report.digest.bytes, receipt.config?.digest.bytes]
        }
    }

    /// Nil where there is no such run.
    static func knownRow(_ id: RunID, in database: Database) throws(CatalogError) -> KnownRow? {
        var known: KnownRow?
        try database.query(
            "SELECT number, filed, path, report_digest, config_digest FROM runs WHERE id = ?",
            [.text(id.description)]
        ) { row in
            known = KnownRow(
                number: row.integer(0), filed: row.integer(1), path: row.blob(2),
                digests: [row.blob(3), row.blob(4)])
        }
        return known
    }

    /// Puts a run with its outline and listing in the place of what was known of it, nil where it is new; returns the number
    /// of its row.
    static func put(
        _ row: Catalog.Row, insteadOf known: KnownRow?, in database: Database
    ) throws(CatalogError) -> Int64 {
        let number: Int64
        if let known, known.isFound(like: row.receipt) {
            // The indexes stay as they are.
            number = known.number
            try update(row, number, in: database)
        } else {
            if known != nil { try delete(row.receipt.id, from: database) }
            number = try insert(row, into: database)
        }
        try insert(row.report, of: number, into: database)
        if let listing = row.listing { try insert(listing, of: number, into: database) }
        try insert(row.mark, of: number, into: database)
        return number
    }

    private static func insert(_ row: Catalog.Row, into database: Database) throws(CatalogError) -> Int64 {
        let receipt = row.receipt
        try database.query(
            "INSERT INTO runs VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(receipt.id.description), .integer(receipt.filed.milliseconds), .text(receipt.source),
                .blob(receipt.origin.path?.bytes), .integer(receipt.report.byteCount),
                .blob(receipt.report.digest.bytes), .integer(receipt.config?.byteCount),
                .blob(receipt.config?.digest.bytes),
            ] + contents(of: row))
        return database.lastRow
    }

    /// Replaces what finds no run, and removes all that hangs on a row.
    private static func update(
        _ row: Catalog.Row, _ number: Int64, in database: Database
    ) throws(CatalogError) {
        for table in [
            "benchmarks", "filesystems", "entries", "listings", "listed", "marks", "analyses", "cells",
        ] {
            try database.query("DELETE FROM \(table) WHERE run = ?", [.integer(number)])
        }
        try database.query(
            "UPDATE runs SET source = ?, report_bytes = ?, config_bytes = ?, benchmark_count = ?,"
                + " filesystem_count = ?, entry_count = ?, config_entry_count = ?, config_finding_count = ?,"
                + " stamp = ?, receipt = ?, parts = ? WHERE number = ?",
            [
                .text(row.receipt.source), .integer(row.receipt.report.byteCount),
                .integer(row.receipt.config?.byteCount),
            ] + contents(of: row) + [.integer(number)])
    }

    /// The last columns.
    private static func contents(of row: Catalog.Row) -> [Database.Value] {
        let counts = row.report.counts
        return [
            .integer(counts.benchmarks), .integer(counts.filesystems), .integer(counts.entries),
            .integer(row.listing?.entries.count), .integer(row.listing?.findings.count),
            .text(row.stamp.text), .text(row.receipt.json.text), .blob(row.report.parts.bytes),
        ]
    }

    /// Enters a config that came late; returns the number of the run's row.
    static func updateConfig(
        _ receipt: Receipt, listing: ConfigListing, stamp: RunStamp, in database: Database
    ) throws(CatalogError) -> Int64 {
        guard let number = try number(of: receipt.id, in: database) else {
            throw CatalogError(
                operation: "update", message: "there is no row of \(receipt.id)", cause: .content)
        }
        try database.query(
            "UPDATE runs SET config_bytes = ?, config_digest = ?, receipt = ?, config_entry_count = ?,"
                + " config_finding_count = ?, stamp = ? WHERE number = ?",
            [
                .integer(receipt.config?.byteCount), .blob(receipt.config?.digest.bytes),
                .text(receipt.json.text), .integer(listing.entries.count), .integer(listing.findings.count),
                .text(stamp.text), .integer(number),
            ])
        try deleteListing(of: number, from: database)
        try insert(listing, of: number, into: database)
        return number
    }

    // MARK: Reading

    /// When a run was filed, in milliseconds; nil where there is no such run.
    static func filed(_ id: RunID, in database: Database) throws(CatalogError) -> Int64? {
        var filed: Int64?
        try database.query("SELECT filed FROM runs WHERE id = ?", [.text(id.description)]) { row in
            filed = row.integer(0)
        }
        return filed
    }

    /// The number of a run's row; nil where there is none.
    static func number(of id: RunID, in database: Database) throws(CatalogError) -> Int64? {
        var number: Int64?
        try database.query("SELECT number FROM runs WHERE id = ?", [.text(id.description)]) { row in
            number = row.integer(0)
        }
        return number
    }

    /// What a row says of a run, not decoded yet: that is done when the connection is given back.
    struct RunColumns {
        let receipt: String
        let counts: ReportCounts
        let config: ConfigCounts?
        let mark: RunMark

        /// - Throws: `CatalogError` where the receipt cannot be read.
        func run() throws(CatalogError) -> FiledRun {
            // Why it is no JSON does not matter: the row is made again from the files.
            guard let json = try? JSONValue(parsing: Array(receipt.utf8)), let receipt = Receipt(json: json)
            else { throw CatalogError(operation: "read", message: "a row is damaged", cause: .content) }
            return FiledRun(receipt: receipt, counts: counts, config: config, mark: mark)
        }
    }

    static func run(_ id: RunID, in database: Database) throws(CatalogError) -> RunColumns? {
        var columns: RunColumns?
        try database.query(
            "SELECT receipt, benchmark_count, filesystem_count, entry_count, config_entry_count,"
                + " config_finding_count, m.label, m.note, m.tags, m.exclusion, m.is_pinned FROM runs"
                + " LEFT JOIN marks m ON m.run = runs.number WHERE id = ?", [.text(id.description)]
        ) { row in
            columns = RunColumns(
                receipt: row.text(0) ?? "",
                counts: ReportCounts(
                    benchmarks: Int(row.integer(1)), filesystems: Int(row.integer(2)),
                    entries: Int(row.integer(3))),
                config: row.optionalInteger(4).map {
                    ConfigCounts(entries: Int($0), findings: Int(row.integer(5)))
                }, mark: mark(row, from: 6))
        }
        return columns
    }
}

extension Database.Value {
    /// A whole number, or NULL for nil.
    static func integer(_ value: Int?) -> Database.Value { value.map { .integer(Int64($0)) } ?? .null }

    /// A text, or NULL for nil.
    static func text(_ value: String?) -> Database.Value { value.map { .text($0) } ?? .null }

    /// Bytes, or NULL for nil.
    static func blob(_ value: [UInt8]?) -> Database.Value { value.map { .blob($0) } ?? .null }
}
