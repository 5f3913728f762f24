import Analysis
package import Archives
package import Model
import Synchronization
package import System

/// A library in PostgreSQL, which any number of daemons share.
///
/// The database decides what is a run, and has all bytes. What is searched lies in a catalog of this machine that follows the
/// database (`Follower`), so that answers are those of the embedded store. Reading is safe from any thread, filing is done by one.
package final class PostgresStore: Sendable {
    let pool: PostgresPool
    let follower: Follower
    let followed: FollowedStore
    let contents: FiledContents
    let settings: Settings
    let folder: Directory
    let generator: Mutex<RunIDGenerator>
    /// Runs that could not be computed; the next start tries again.
    let skippedAnalyses = Mutex<Set<RunID>>([])
    private let currentStaging: Mutex<Directory?>
    /// Keeps other processes out of the folder; nil where it is only read.
    private let lock: OwnedDescriptor?

    /// How a library is opened.
    package struct Settings: Sendable {
        /// A connection string of libpq.
        package var store: String
        /// The folder of this machine for the catalog and for drops on their way in.
        package var folder: FilePath
        /// Which inbox the paths of drops are of; nil where there is none.
        package var inbox: FilePath?
        package var archiveLimits: ArchiveLimits
        package var reportLimit: Int
        /// Between two comparisons of all runs of the database with the catalog.
        var comparisonPause = Duration.seconds(3600)

        /// Settings of a library.
        package init(
            store: String, folder: FilePath, inbox: FilePath?, archiveLimits: ArchiveLimits,
            reportLimit: Int = .max
        ) {
            (self.store, self.folder, self.inbox) = (store, folder, inbox)
            (self.archiveLimits, self.reportLimit) = (archiveLimits, reportLimit)
        }
    }

    /// Opens the folder and begins to follow the database, whether or not that can be reached now.
    ///
    /// - Returns: The store, and what should be in the log.
    /// - Throws: `PostgresRefusal` where it can never work as it is asked for; `LibraryError` of the folder.
    package static func open(
        _ settings: Settings, condition: Condition, log: @escaping LogSink
    ) throws -> (store: PostgresStore, notes: [String]) {
        let pool = try pool(settings.store)
        do throws(PostgresError) {
            try expectUsable(pool)
        } catch {
            throw PostgresRefusal(description: error.reason)
        }
        let folder = try Directory.creating(settings.folder)
        guard let lock = try folder.lock(DataNames.lock) else {
            throw LibraryError.locked(path: settings.folder, holder: nil)
        }
        let staging = try folder.makingDirectory(DataNames.staging)
        try staging.removeContents()
        var notes: [String] = []
        if try folder.statusIfPresent(of: DataNames.catalog) != nil {
            notes.append(
                "\(settings.folder) has a catalog of the embedded store: only runs of \(pool.place.description) are shown,"
                    + " and benchd migrate moves those of the folder there"
            )
        }
        let followed = try FollowedStore(in: folder)
        let store = PostgresStore(
            pool, settings, folder: folder, staging: staging, lock: lock,
            after: try followed.catalog.newestOwnID(), condition: condition,
            followed: followed, follower: try Follower())
        try store.follower.start(
            store.contents, store.followed, comparisonPause: settings.comparisonPause, log: log)
        return (store, notes)
    }

    /// Opens a library only to read, beside the daemon of this machine, whose catalog it reads.
    ///
    /// - Throws: `PostgresRefusal`; `LibraryError`, also where there is no catalog: only the daemon makes it.
    package static func openForReading(_ settings: Settings) throws -> PostgresStore {
        let pool = try pool(settings.store)
        let folder = try Directory(settings.folder)
        let follower = try Follower()
        // Nothing is followed here: what the daemon has is what there is.
        follower.state.withLock { ($0.isComplete, $0.trouble) = (true, "it is not followed") }
        return PostgresStore(
            pool, settings, folder: folder, staging: nil, lock: nil, after: nil,
            condition: Condition { _, _ in },
            followed: try FollowedStore(reading: folder), follower: follower)
    }

    /// Waits until the catalog says all that the database says, for a process that asks once.
    ///
    /// - Throws: `LibraryError.unavailable` where the database cannot be reached.
    package func waitUntilComplete() throws(LibraryError) {
        while !isComplete {
            if let trouble = follower.state.withLock(\.trouble) { throw .unavailable(trouble) }
            follower.catchUp()
        }
    }

    /// Connections to the database of a connection string, none of which is made yet.
    ///
    /// - Throws: `PostgresRefusal` where there is no libpq, or it cannot read the string.
    static func pool(_ store: String) throws(PostgresRefusal) -> PostgresPool {
        do throws(PostgresError) {
            let library = try PostgresLibrary()
            return PostgresPool(try PostgresPlace(store, library), library)
        } catch {
            throw PostgresRefusal(description: error.reason)
        }
    }

    /// Refuses a database that no waiting would make usable; one that cannot be reached now is waited for.
    private static func expectUsable(_ pool: PostgresPool) throws(PostgresError) {
        do {
            try pool.with { (connection) throws(PostgresError) in try PostgresSchema.prepare(connection) }
        } catch {
            if case .unusable = error { throw error }
        }
    }

    private init(
        _ pool: PostgresPool, _ settings: Settings, folder: Directory, staging: Directory?,
        lock: consuming OwnedDescriptor?, after newest: RunID?, condition: Condition, followed: FollowedStore,
        follower: Follower
    ) {
        (self.pool, self.settings, self.folder) = (pool, settings, folder)
        (self.followed, self.follower) = (followed, follower)
        currentStaging = Mutex(staging)
        self.lock = lock
        contents = FiledContents(pool, condition: condition)
        // Ids grow on one machine, whatever its clock says.
        generator = Mutex(RunIDGenerator(after: newest))
    }

    /// Ends what works in the background; the library must not be used any more.
    package func stop() { follower.stop() }

    deinit { follower.stop() }

    /// Where drops are staged, made again where someone has removed it.
    package var staging: Directory {
        get throws(FileError) {
            try currentStaging.withLock { (staging) throws(FileError) in
                if let staging, folder.has(staging) { return staging }
                let made = try folder.makingDirectory(DataNames.staging)
                staging = made
                return made
            }
        }
    }

    /// Runs `body` with a connection.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func database<Result>(
        _ body: (PostgresConnection) throws(PostgresError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try pool.with(body)
        } catch {
            throw error.asLibraryError
        }
    }
}

/// Why a database can never be used as it is asked for, in one sentence.
package struct PostgresRefusal: Error, Equatable, CustomStringConvertible {
    package let description: String
}
