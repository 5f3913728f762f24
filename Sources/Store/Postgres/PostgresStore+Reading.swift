import Analysis
import Glibc
package import Model
import Synchronization
package import System

extension PostgresStore: CatalogBacked {
    var catalog: Catalog { followed.catalog }

    func requestRepair(of id: RunID, because error: CatalogError) { follower.repair(id) }

    /// The old application has left nothing in a database.
    package var oldLatest: FilePath? { nil }

    /// How far the catalog is while it is made from the database (`RunLibrary`, `CatalogUpkeep`).
    package var indexing: IndexingProgress? { follower.state.withLock(\.indexing) }

    /// Whether the catalog says all that the database says (`RunLibrary`).
    package var isComplete: Bool { follower.state.withLock(\.isComplete) }

    /// Other daemons file, too.
    package var isShared: Bool { true }

    /// Whether the catalog has what was acknowledged before this moment (`RunLibrary`).
    package var isCaughtUp: Bool { follower.isCaughtUp }

    /// Has the catalog get what was acknowledged before this call (`RunLibrary`).
    package func catchUp() { follower.catchUp() }

    /// Makes a call when the catalog has what was acknowledged before (`RunLibrary`).
    package func whenCaughtUp(_ call: @escaping @Sendable () -> Void) { follower.whenCaughtUp(call) }

    /// Whether this daemon holds the lock of the one that acts for all (`RunLibrary`).
    package var actsForAll: Bool { follower.state.withLock(\.isLeader) }

    /// Some runs of our own ids, in the order in which this daemon has got them (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func runs(filedAfter id: RunID?, limit: Int) throws(LibraryError) -> [RunID] {
        try catalogued { (catalog) throws(CatalogError) in try catalog.ownIDs(after: id, limit: limit) }
    }

    /// The database has backups of its own.
    package var lastBackup: BackupRecord? { nil }

    /// Changes whenever what is known of any run changes (`RunLibrary`).
    package var revision: UInt64 { catalog.changes.total &+ contents.damages.changes.total }

    /// What a run is at this moment (`RunLibrary`).
    package func version(of id: RunID) -> RunVersion {
        RunVersion(
            id: id, changeCount: catalog.changes[id] &+ contents.damages.changes[id], report: nil, config: nil
        )
    }

    /// Has a call made whenever a run is filed, or something of it changes, by whatever daemon (`RunLibrary`).
    package func whenRunsChange(_ call: @escaping @Sendable (RunNews) -> Void) { follower.news.add(call) }

    /// How large the library is (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` where the catalog's file cannot be looked at.
    package func size() throws(LibraryError) -> LibrarySize {
        let (runCount, byteCount) = catalog.totals
        return LibrarySize(
            runCount: runCount, filedByteCount: byteCount, catalogByteCount: try followed.byteCount())
    }

    /// How large the files of a run are (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func byteCounts(_ id: RunID) throws(LibraryError) -> (report: Int, config: Int?)? {
        let parts = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        return parts.map { ($0.report.byteCount, $0.config?.byteCount) }
    }

    /// Opens a run's report or config archive (`RunLibrary`).
    ///
    /// - Throws: `LibraryError.damaged` or `.gone`, or `.unavailable` while the database cannot be reached.
    package func content(_ part: FiledPart, of id: RunID) throws(LibraryError) -> any RunContent {
        let parts = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        guard let parts else { throw .gone(id) }
        guard let file = parts[part] else {
            let path = FilePath("the \(part.rawValue) of \(id)")
            throw .file(FileError(operation: "open", path: path, errno: ENOENT))
        }
        return try PostgresContent(ContentPlace(part: part, id: id, file: file), in: contents)
    }

    /// Where the bytes of a part are; nil where there is no such part.
    func place(of part: FiledPart, of id: RunID) throws(LibraryError) -> ContentPlace? {
        let parts = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        return parts.flatMap { $0[part] }.map { ContentPlace(part: part, id: id, file: $0) }
    }
}
