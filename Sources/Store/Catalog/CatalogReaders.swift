import Model
import Synchronization
import System

/// Connections that only read, for any number of threads at once: none waits for another, or for the writer (WAL).
final class CatalogReaders: Sendable {
    /// How many are kept open while nobody reads.
    private static let idleLimit = 4

    private let path: FilePath
    private let isReadOnly: Bool
    private let idle: Mutex<[Connection]>
    /// Whether another database may be at the path.
    private let isRetired = Mutex(false)

    /// A connection that is one thread's at a time.
    // Unchecked because whoever takes it out of `idle` is alone with it until it is put back.
    private final class Connection: @unchecked Sendable {
        let database: Database

        init(_ path: FilePath, isReadOnly: Bool) throws(CatalogError) {
            // The data folder may have been moved: nothing is created where another folder is now.
            database = try Database(path, mustExist: true, isReadOnly: isReadOnly)
            try database.execute(
                "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1024;")
        }
    }

    /// Opens the first, so that what is wrong shows at once; `isReadOnly` says that no connection of the process writes.
    init(_ path: FilePath, isReadOnly: Bool = false) throws(CatalogError) {
        self.path = path
        self.isReadOnly = isReadOnly
        idle = Mutex([try Connection(path, isReadOnly: isReadOnly)])
    }

    /// Runs `body` on a connection that nobody else uses; everything it reads is of one moment.
    ///
    /// - Throws: what `body` throws, or `CatalogError` where there can be no further connection.
    func read<Result>(_ body: (Database) throws(CatalogError) -> Result) throws(CatalogError) -> Result {
        try using { (database) throws(CatalogError) in
            try database.readingTransaction { () throws(CatalogError) in try body(database) }
        }
    }

    /// Brings the log into the database, as far as no reader needs it, and waits for the disk; nobody waits for that.
    ///
    /// - Throws: `CatalogError`.
    func checkpoint() throws(CatalogError) {
        try using { (database) throws(CatalogError) in
            try database.execute("PRAGMA wal_checkpoint(PASSIVE)")
        }
    }

    /// Opens no further connection: the database was removed, and another may be in its place.
    func retire() { isRetired.withLock { $0 = true } }

    private func using<Result>(
        _ body: (Database) throws(CatalogError) -> Result
    ) throws(CatalogError) -> Result {
        let connection: Connection
        if let free = idle.withLock({ $0.popLast() }) {
            connection = free
        } else {
            guard !isRetired.withLock(\.self) else {
                throw CatalogError(
                    operation: "open", message: "the catalog is being made again", cause: .other)
            }
            connection = try Connection(path, isReadOnly: isReadOnly)
        }
        defer { idle.withLock { if $0.count < Self.idleLimit { $0.append(connection) } } }
        return try body(connection.database)
    }
}
