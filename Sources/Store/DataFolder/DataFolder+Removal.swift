import Glibc
import JSON
import Model
import System

// How runs are removed. A tombstone that is in place decides: what is left of its run is removed by the next start.
extension DataFolder {
    /// benchd never writes a larger one: a reason has at most 500 bytes, each of them at most six in JSON.
    private static let tombstoneLimit = 64 << 10

    /// Puts tombstones in place, then removes all files of their runs.
    ///
    /// - Throws: `FileError`; then each run is as it was, or is removed now or by the next start.
    func bury(_ tombstones: [Tombstone]) throws(FileError) {
        try expectInPlace()
        var staged: [StagedFile] = []
        do {
            for tombstone in tombstones {
                let report = try root.statusIfPresent(of: DataNames.report(tombstone.id))
                let name = DataNames.tombstone(tombstone.id)
                staged.append(try write(name, tombstone.json, beside: report))
                staged.last?.beginWriteback()
            }
            for file in staged { try file.synchronize() }
        } catch {
            for file in staged { file.discard() }
            throw error
        }
        // The same one may be there, of an attempt that failed after it.
        for file in staged { try file.directory.renameReplacing(file.name, into: root, as: file.name) }
        try root.synchronize()
        for tombstone in tombstones { try removeFiles(of: tombstone.id) }
        try root.synchronize()
    }

    /// Removes all files of a run, the report first; its tombstone stays.
    func removeFiles(of id: RunID) throws(FileError) {
        for name in DataNames.files(of: id) where try root.statusIfPresent(of: name) != nil {
            try root.remove(name)
        }
    }

    /// What is kept of a run; nil where there is no such file.
    ///
    /// - Throws: `FileError`, with `EBADMSG` where the file is no tombstone of this run.
    func tombstone(_ id: RunID) throws(FileError) -> Tombstone? {
        let name = DataNames.tombstone(id)
        guard try root.statusIfPresent(of: name) != nil else { return nil }
        let bytes = try root.read(name, limit: Self.tombstoneLimit)
        // Where it breaks off is of no use to whoever puts it back.
        guard let tombstone = (try? JSONValue(parsing: bytes)).flatMap(Tombstone.init(json:)),
            tombstone.id == id
        else { throw FileError(operation: "read", path: root.path(of: name), errno: EBADMSG) }
        return tombstone
    }
}
