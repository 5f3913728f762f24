import Model
import System

// What is asked of the catalog when it is compared with the files.
extension Catalog {
    /// What the catalog knows of the files of a run.
    struct Stamped {
        let number: Int64
        let id: RunID
        let stamp: RunStamp
        /// Of the report.
        let byteCount: Int
    }

    /// Some runs in the order of their rows, after a number.
    func stamps(after number: Int64, limit: Int) throws(CatalogError) -> [Stamped] {
        try read { (database) throws(CatalogError) in
            var found: [Stamped] = []
            try database.query(
                "SELECT number, id, stamp, report_bytes FROM runs WHERE number > ? ORDER BY number LIMIT ?",
                [.integer(number), .integer(limit)]
            ) { row in
                guard let id = row.withText(1, { RunID(bytes: $0) }) else { return }
                found.append(
                    Stamped(
                        number: row.integer(0), id: id, stamp: RunStamp(text: row.text(2) ?? ""),
                        byteCount: Int(row.integer(3))))
            }
            return found
        }
    }

    /// The greatest number of a row; 0 where there is none.
    func lastNumber() throws(CatalogError) -> Int64 {
        try read { (database) throws(CatalogError) in
            try CatalogSchema.number("SELECT coalesce(max(number), 0) FROM runs", in: database)
        }
    }

    /// Drops what finds runs by their digests, until `makeDigestIndexes`: digests come in no order, so that each new one would
    /// change a page of its own.
    func dropDigestIndexes() throws(CatalogError) {
        try write { (database) throws(CatalogError) in try database.execute(CatalogSchema.digestIndexDrops) }
    }

    /// Makes what finds runs by their digests, where it is not there.
    func makeDigestIndexes() throws(CatalogError) {
        try write { (database) throws(CatalogError) in try database.execute(CatalogSchema.digestIndexes) }
    }

    /// Looks for damage.
    ///
    /// - Throws: `CatalogError`; its cause is `content` where something is damaged.
    func check(unless cancellation: Cancellation) throws(CatalogError) {
        try read { (database) throws(CatalogError) in
            try database.interruptible(by: cancellation) { () throws(CatalogError) in
                try CatalogSchema.check(database)
            }
        }
    }
}
