import Glibc
import JSON
package import Model
import Synchronization
import System

extension Store: CatalogBacked {
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

    /// Opens a run's report or config archive as it came, where it is whole.
    ///
    /// - Throws: `LibraryError.damaged`, `.unverified`, `.gone`, or another of the catalog or open(2).
    package func content(_ part: FiledPart, of id: RunID) throws(LibraryError) -> any RunContent {
        let parts = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        guard let parts else { throw .gone(id) }
        return try filedFiles.open(part, of: parts)
    }
}
