import Model
import Synchronization
import System

/// The catalog that follows, which is made again where it is damaged; safe from any thread.
final class FollowedStore: Sendable {
    /// Beside the catalog of the embedded store, whose folder it may be.
    static let name: FilePath = "followed.sqlite"

    private let folder: Directory
    private let current: Mutex<Catalog>

    /// Opens the catalog; one that is damaged or of another schema is made again, from nothing.
    ///
    /// - Throws: `LibraryError`.
    init(in folder: Directory) throws(LibraryError) {
        self.folder = folder
        do {
            current = Mutex(try Self.open(folder, ChangeCounts()))
        } catch {
            guard error.cause == .content else { throw .catalog(error) }
            try Self.remove(folder)
            do {
                current = Mutex(try Self.open(folder, ChangeCounts()))
            } catch {
                throw .catalog(error)
            }
        }
    }

    /// Opens the catalog of a daemon only to read.
    ///
    /// - Throws: `LibraryError`, also where there is none.
    init(reading folder: Directory) throws(LibraryError) {
        self.folder = folder
        let isThere: Bool
        do {
            isThere = try folder.statusIfPresent(of: Self.name) != nil
        } catch {
            throw .file(error)
        }
        guard isThere else { throw .catalog(.noCatalog(in: folder.path)) }
        do {
            current = Mutex(try Catalog(reading: folder.path.resolved.appending(Self.name)))
        } catch {
            throw .catalog(error)
        }
    }

    var catalog: Catalog { current.withLock(\.self) }

    private static func open(_ folder: Directory, _ changes: ChangeCounts) throws(CatalogError) -> Catalog {
        // SQLite is asked to follow no symbolic link.
        let catalog = try Catalog(folder.path.resolved.appending(name), changes: changes)
        try catalog.prepareFollowing()
        return catalog
    }

    private static func remove(_ folder: Directory) throws(LibraryError) {
        do {
            for suffix in ["", "-wal", "-shm"] {
                let name = Self.name.adding(suffix)
                if try folder.statusIfPresent(of: name) != nil { try folder.remove(name) }
            }
        } catch {
            throw .file(error)
        }
    }

    /// Begins with an empty catalog in the place of one that is damaged; readers wait.
    ///
    /// - Throws: `LibraryError`; then the damaged one is still there.
    func remake() throws(LibraryError) {
        try current.withLock { (catalog) throws(LibraryError) in
            catalog.readers.retire()
            try Self.remove(folder)
            do throws(CatalogError) {
                catalog = try Self.open(folder, catalog.changes)
            } catch {
                throw .catalog(error)
            }
            catalog.changes.noteAll()
        }
    }

    /// The bytes of the catalog and its journals.
    ///
    /// - Throws: `LibraryError` of fstatat(2).
    func byteCount() throws(LibraryError) -> Int {
        do {
            var byteCount = 0
            for suffix in ["", "-wal", "-shm"] {
                byteCount += try folder.statusIfPresent(of: Self.name.adding(suffix))?.byteCount ?? 0
            }
            return byteCount
        } catch {
            throw .file(error)
        }
    }
}
