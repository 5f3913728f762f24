import Glibc
import JSON
package import Model
import Synchronization
import System

extension Store: RunLibrary {
    /// The newest run's id; nil while there is none.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func latest() throws(LibraryError) -> RunID? {
        try catalogued { (catalog) throws(CatalogError) in try catalog.latest() }
    }

    /// Whether the catalog says all that the files say (`RunLibrary`).
    package var isComplete: Bool { progress.withLock(\.isComplete) }

    /// Some runs of our own ids, in the order of filing (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func runs(filedAfter id: RunID?, limit: Int) throws(LibraryError) -> [RunID] {
        try catalogued { (catalog) throws(CatalogError) in try catalog.ownIDs(after: id, limit: limit) }
    }

    /// The last backup that was whole (`RunLibrary`).
    package var lastBackup: BackupRecord? {
        // A record that cannot be read is none: the next backup writes another.
        guard let bytes = try? folder.root.read(DataNames.backupRecord, limit: 64 << 10),
            let json = try? JSONValue(parsing: bytes)
        else { return nil }
        return BackupRecord(json: json)
    }

    /// A page of runs, newest first.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func runs(_ query: RunQuery) throws(LibraryError) -> RunPage {
        // Before the catalog is read: a page that lacks a run says so.
        let indexing = indexing
        var page = try catalogued { (catalog) throws(CatalogError) in try catalog.runs(query) }
        page.indexing = indexing
        return page
    }

    /// What some runs, and the runs before them, were made with (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func lineages(of runs: [Run]) throws(LibraryError) -> [RunID: RunLineage] {
        catalog.lineages(of: runs)
    }

    /// What is known of one run without its outline and listing; nil where there is none.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func run(_ id: RunID) throws(LibraryError) -> FiledRun? {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.run(id) }
    }

    /// Reads what the catalog knows of a run; what is damaged there is made again soon, by the filing thread.
    func reading<Result>(
        _ id: RunID, _ body: (Catalog) throws(CatalogError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try body(catalog)
        } catch {
            if error.cause == .content { requestRepair(of: id, because: error) }
            throw .catalog(error)
        }
    }

    /// Opens a run's report or config archive as it came, where it is whole.
    ///
    /// - Throws: `LibraryError.damaged`, `.unverified`, or another of the catalog or open(2).
    package func content(_ part: FiledPart, of id: RunID) throws(LibraryError) -> any RunContent {
        let parts = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        guard let parts else {
            throw .file(FileError(operation: "open", path: filedFiles.path(part, id), errno: ENOENT))
        }
        return try filedFiles.open(part, of: parts)
    }
}
