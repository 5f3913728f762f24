import Model
import Synchronization

// Runs that are entered together, and the log that grows by them.
extension Catalog {
    /// After so many runs their pages are brought from the log into the database.
    private static let checkpointInterval = 32
    /// In pages, for a process in which nobody calls `checkpoint()`.
    static let longestLog = 8192

    /// Adds runs that the catalog lacks, in one transaction; when it is written, lists follow.
    ///
    /// - Throws: `CatalogError`, also where one of the runs is known: what it had that no other has must be found by itself.
    ///   Then none of them is added.
    func add(_ rows: [Row], rules: Int) throws(CatalogError) {
        unchecked.withLock { $0 += rows.count }
        try write { (database) throws(CatalogError) in
            var entries: [IndexEntry] = []
            try database.transaction { () throws(CatalogError) in
                for row in rows { entries.append(try Self.put(row, rules: rules, in: database)) }
                if entries.contains(where: { !$0.isNew }) {
                    throw CatalogError(operation: "add", message: "a run is known", cause: .other)
                }
            }
            for entry in entries {
                index.withLock { $0.put(entry.run, names: entry.names, isNew: true) }
            }
        }
        for row in rows { changes.note(row.receipt.id) }
    }

    /// Whether enough was entered for a checkpoint.
    var isCheckpointDue: Bool { unchecked.withLock { $0 >= Self.checkpointInterval } }

    /// Brings what was written into the database, as far as no reader needs the log, and waits for the disk; the writer
    /// goes on meanwhile.
    func checkpoint() throws(CatalogError) {
        unchecked.withLock { $0 = 0 }
        try readers.checkpoint()
    }
}
