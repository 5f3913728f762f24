import Model
import System

/// What the catalog knows of the bytes of filed files: when and as what they were last known to be right.
extension Catalog {
    /// A run's files as they were filed; nil where there is no such run.
    func parts(of id: RunID) throws(CatalogError) -> FiledParts? {
        try read { (database) throws(CatalogError) in try Self.parts(of: id, in: database) }
    }

    static func parts(of id: RunID, in database: Database) throws(CatalogError) -> FiledParts? {
        var parts: FiledParts?
        try database.query(
            "SELECT report_bytes, report_digest, config_bytes, config_digest, stamp FROM runs WHERE id = ?",
            [.text(id.description)]
        ) { (row) throws(CatalogError) in
            guard let report = row.blob(1).flatMap(Digest.init(bytes:)) else {
                throw CatalogError(operation: "read", message: "a row is damaged", cause: .content)
            }
            parts = FiledParts(
                id: id, report: FiledFile(byteCount: Int(row.integer(0)), digest: report),
                config: row.blob(3).flatMap(Digest.init(bytes:)).map {
                    FiledFile(byteCount: Int(row.integer(2)), digest: $0)
                }, stamp: RunStamp(text: row.text(4) ?? ""))
        }
        return parts
    }

    /// The run whose files were read longest ago, and when; nil while there is none.
    func longestUnread() throws(CatalogError) -> (id: RunID, read: Timestamp)? {
        try read { (database) throws(CatalogError) in
            var found: (id: RunID, read: Timestamp)?
            try database.query("SELECT run, at FROM verified ORDER BY at, run LIMIT 1") { row in
                if let id = row.text(0).flatMap(RunID.init) {
                    found = (id, Timestamp(milliseconds: row.integer(1)))
                }
            }
            return found
        }
    }

    /// Notes that a run's bytes were read.
    func noteReading(of id: RunID, at time: Timestamp) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            try CatalogSchema.insertReading(of: id, at: time, into: database)
        }
    }

    /// Notes that a run's files were read, and what they are.
    func noteVerification(of id: RunID, stamp: RunStamp, at time: Timestamp) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            try database.transaction { () throws(CatalogError) in
                try database.query(
                    "UPDATE runs SET stamp = ? WHERE id = ?", [.text(stamp.text), .text(id.description)])
                try CatalogSchema.insertReading(of: id, at: time, into: database)
            }
        }
        changes.note(id)
    }
}

extension CatalogSchema {
    static let verifiedTable = """
        CREATE TABLE IF NOT EXISTS verified (
            run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS verified_at ON verified (at, run);
        """

    /// Does nothing for a run that is not there any more.
    static func insertReading(
        of id: RunID, at time: Timestamp, into database: Database
    ) throws(CatalogError) {
        try database.query(
            "INSERT OR REPLACE INTO verified SELECT id, ? FROM runs WHERE id = ?",
            [.integer(time.milliseconds), .text(id.description)])
    }
}
