import Model
import Synchronization

// The log that grows by what is entered.
extension Catalog {
    /// After so many runs their pages are brought from the log into the database.
    private static let checkpointInterval = 32
    /// In pages, for a process in which nobody calls `checkpoint()`.
    static let longestLog = 8192

    /// Whether enough was entered for a checkpoint.
    var isCheckpointDue: Bool { unchecked.withLock { $0 >= Self.checkpointInterval } }

    /// Brings what was written into the database, as far as no reader needs the log, and waits for the disk; the writer
    /// goes on meanwhile.
    func checkpoint() throws(CatalogError) {
        unchecked.withLock { $0 = 0 }
        try readers.checkpoint()
    }
}
