import JSON
import Model
import System

/// What is kept of runs that were removed.
extension Catalog {
    /// Enters what is kept of a run, and removes the run.
    func bury(_ tombstone: Tombstone) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            try CatalogSchema.insert(tombstone, into: database)
        }
        try remove(tombstone.id)
        // Where the catalog did not have it, answers of before are others all the same.
        changes.note(tombstone.id)
    }

    /// Forgets what was kept of runs.
    func forgetTombstones(of ids: some Sequence<RunID>) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            for id in ids {
                try database.query("DELETE FROM tombstones WHERE id = ?", [.text(id.description)])
            }
        }
        for id in ids { changes.note(id) }
    }

    /// What is kept of a run; nil where none of this id was removed.
    func tombstone(_ id: RunID) throws(CatalogError) -> Tombstone? {
        try tombstones("id = ?", .text(id.description)).first
    }

    /// What is kept of runs whose report had these bytes, in the order of their ids.
    func tombstones(ofReport report: Digest) throws(CatalogError) -> [Tombstone] {
        try tombstones("report_digest = ?", .blob(report.bytes))
    }

    /// The runs of which something is kept.
    func tombstoneIDs() throws(CatalogError) -> Set<RunID> {
        try read { (database) throws(CatalogError) in
            var ids: Set<RunID> = []
            try database.query("SELECT id FROM tombstones") { row in
                if let id = row.text(0).flatMap(RunID.init) { ids.insert(id) }
            }
            return ids
        }
    }

    private func tombstones(
        _ condition: String, _ value: Database.Value
    ) throws(CatalogError) -> [Tombstone] {
        var texts: [String] = []
        try read { (database) throws(CatalogError) in
            try database.query("SELECT content FROM tombstones WHERE \(condition) ORDER BY id", [value]) {
                row in
                texts.append(row.text(0) ?? "")
            }
        }
        // A row that is damaged is made again with the catalog; its file is still there.
        return texts.compactMap { (try? JSONValue(parsing: Array($0.utf8))).flatMap(Tombstone.init(json:)) }
    }
}

extension CatalogSchema {
    static let removalStep = """
        ALTER TABLE marks ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE tombstones (
            id TEXT PRIMARY KEY,
            report_digest BLOB NOT NULL,
            content TEXT NOT NULL
        ) STRICT;
        CREATE INDEX tombstones_report ON tombstones (report_digest);
        """

    fileprivate static func insert(
        _ tombstone: Tombstone, into database: Database
    ) throws(CatalogError) {
        try database.query(
            "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?)",
            [
                .text(tombstone.id.description), .blob(tombstone.report.digest.bytes),
                .text(tombstone.json.text),
            ])
    }
}
