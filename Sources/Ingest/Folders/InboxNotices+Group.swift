import Glibc
import Model
import System

/// What a rig is told of a path.
struct Notice: Sendable {
    let outcome: Outcome
    /// Of the file that was dropped there.
    let digest: Digest?
    let path: FilePath
}

// Notices that are written together share the syncs of their directories.
extension InboxNotices {
    /// Writes notices, replacing older ones.
    ///
    /// - Returns: For each why it is not written; nil where it is.
    func write(_ notices: [Notice], at time: Timestamp) -> [FileError?] {
        // Whatever fails, each is then written by itself, from its start: it replaces what was written of it here.
        if notices.count > 1, (try? writeTogether(notices, at: time)) != nil {
            return notices.map { _ in nil }
        }
        return notices.map { notice in
            do throws(FileError) {
                try write(notice.outcome, digest: notice.digest, for: notice.path, at: time)
                return nil
            } catch {
                return error
            }
        }
    }

    private func writeTogether(_ notices: [Notice], at time: Timestamp) throws(FileError) {
        let temporaries = try temporaries()
        var written: [StagedFile] = []
        do throws(FileError) {
            var maker = DirectoryMaker(below: directory)
            var folders: [FilePath: Directory] = [:]
            var names: [(folder: Directory, name: FilePath)] = []
            for notice in notices {
                guard let (place, bytes) = usual(notice, at: time) else {
                    throw FileError(operation: "name", path: notice.path, errno: ENAMETOOLONG)
                }
                let folder = try maker.directory(place.directory)
                folders[place.directory] = folder
                names.append((folder, place.lastComponent))
                let file = try temporaries.createTemporary(with: bytes)
                file.beginWriteback()
                written.append(file)
            }
            try maker.synchronize()
            for file in written { try file.synchronize() }
            for (file, target) in zip(written, names) {
                try temporaries.renameReplacing(file.name, into: target.folder, as: target.name)
            }
            for folder in folders.values { try folder.synchronize() }
        } catch {
            for file in written { file.discard() }
            throw error
        }
    }
}
