package import Archives
package import Model
package import System

// How a data folder is opened: what a crash left is repaired, and the catalog is made to say what the files say.

extension Store {
    /// What opening found and did, for the log.
    package struct Opening: Sendable, Equatable {
        package var runCount = 0
        package var indexedCount = 0
        package var notes: [String] = []
    }

    /// Opens and locks a data folder, repairs what a crash left, and brings the catalog up to its files.
    ///
    /// Nothing above the limits is read. With `rebuildingCatalog` the catalog is made from the files, whatever it says.
    /// `condition` gets the files that are not what was filed, from any thread that reads them.
    /// - Throws: `LibraryError`; `.locked` where another process works on the folder.
    package static func open(
        _ path: FilePath, limits: ArchiveLimits, reportLimit: Int = .max, rebuildingCatalog: Bool = false,
        condition: Condition = Condition { _, _ in }
    ) throws(LibraryError) -> (store: Store, opening: Opening) {
        let (store, notes) = try openForServing(
            path, limits: limits, reportLimit: reportLimit, rebuildingCatalog: rebuildingCatalog,
            condition: condition)
        do {
            return (store, try store.reconcile(Opening(notes: notes)))
        } catch {
            guard case .catalog(let error) = error, error.cause == .content else { throw error }
            try store.remakeCatalog()
            return (store, try store.reconcile(Opening(notes: notes + [Self.note(error)])))
        }
    }

    /// Opens and locks a data folder with what its catalog says, so that it can be read at once; ``Reconciler`` does the rest.
    ///
    /// - Returns: The store, and what was done, for the log.
    /// - Throws: `LibraryError`; `.locked` where another process works on the folder.
    package static func openForServing(
        _ path: FilePath, limits: ArchiveLimits, reportLimit: Int = .max, rebuildingCatalog: Bool = false,
        condition: Condition
    ) throws(LibraryError) -> (store: Store, notes: [String]) {
        let folder = try DataFolder(path)
        let hasOldLatest: Bool
        do {
            try folder.staging.removeContents()
            hasOldLatest = try folder.root.statusIfPresent(of: DataNames.oldLatest) != nil
        } catch {
            throw .file(error)
        }
        if rebuildingCatalog { try Self.removeCatalog(folder) }
        let (catalog, notes) = try Self.catalog(of: folder)
        let files = RunFiles(
            folder: folder, limits: limits, reportLimit: reportLimit,
            filed: FiledFiles(root: folder.root, condition: condition))
        let oldLatest = hasOldLatest ? folder.root.path(of: DataNames.oldLatest) : nil
        return (Store(files: files, catalog: catalog, oldLatest: oldLatest), notes)
    }

    /// Opens a data folder only to read, without its lock: also beside a daemon that works on it.
    ///
    /// - Throws: `LibraryError`, also where there is no catalog, or one of another version: only the daemon makes it.
    package static func openForReading(_ path: FilePath) throws(LibraryError) -> Store {
        let folder = try DataFolder(reading: path)
        let catalogPath: FilePath
        let isThere: Bool
        do throws(FileError) {
            catalogPath = try folder.catalogPath()
            isThere = try folder.root.statusIfPresent(of: DataNames.catalog) != nil
        } catch {
            throw .file(error)
        }
        guard isThere else { throw .catalog(.noCatalog(in: path)) }
        do {
            let files = RunFiles(
                folder: folder, limits: ArchiveLimits(byteCount: .max), reportLimit: .max,
                filed: FiledFiles(root: folder.root, condition: Condition { _, _ in }))
            return Store(files: files, catalog: try Catalog(reading: catalogPath))
        } catch {
            throw .catalog(error)
        }
    }

    /// Opens the catalog; one that is damaged or of another schema is made again, from nothing.
    private static func catalog(
        of folder: DataFolder
    ) throws(LibraryError) -> (catalog: Catalog, notes: [String]) {
        do {
            return (try openCatalog(folder), [])
        } catch {
            guard case .catalog(let error) = error, error.cause == .content else { throw error }
            try removeCatalog(folder)
            return (try openCatalog(folder), [note(error)])
        }
    }

    private static func note(_ error: CatalogError) -> String { "rebuilding the catalog: \(error)" }

    private static func openCatalog(
        _ folder: DataFolder, changes: ChangeCounts = ChangeCounts()
    ) throws(LibraryError) -> Catalog {
        let path: FilePath
        do {
            path = try folder.catalogPath()
        } catch {
            throw .file(error)
        }
        do {
            return try Catalog(path, changes: changes)
        } catch {
            throw .catalog(error)
        }
    }

    private static func removeCatalog(_ folder: DataFolder) throws(LibraryError) {
        do {
            for suffix in ["", "-wal", "-shm"] {
                let name = DataNames.catalog.adding(suffix)
                if try folder.root.statusIfPresent(of: name) != nil { try folder.root.remove(name) }
            }
        } catch {
            throw .file(error)
        }
    }

    /// Begins with an empty catalog in the place of one that is damaged; called while nothing is filed.
    ///
    /// - Throws: `LibraryError`; then the damaged one is still there, or the next attempt makes the other.
    func remakeCatalog() throws(LibraryError) {
        try replaceCatalog { (old) throws(LibraryError) in
            old.readers.retire()
            try Self.removeCatalog(folder)
            return try Self.openCatalog(folder, changes: old.changes)
        }
        catalog.changes.noteAll()
    }
}

extension CatalogError {
    /// Why a folder without a catalog cannot be opened only to read.
    static func noCatalog(in path: FilePath) -> CatalogError {
        CatalogError(
            operation: "open",
            message: "there is no catalog in \(path); start the daemon once, which makes it,"
                + " or name the folder with --data",
            cause: .other)
    }
}
