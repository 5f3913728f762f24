import Glibc
import Model
import System

/// Takes what ended out of the inbox; used by one thread of the pool at a time, since all goes through `.taken/`.
struct SourceEnding: Sendable {
    let inbox: Directory
    let archive: any RunArchive
    let log: LogSink

    /// What became of the sources, for the board and for health.
    struct Ending: Sendable {
        let result: DropResult
        /// Where one is still there because the storage failed.
        var failure: (path: FilePath, error: FileError)?
        /// Those that changed in nothing but their ctime, as what they were when they were filed.
        var touched: [FilePath: FileSight] = [:]

        init(result: DropResult, touched: [FilePath: FileSight] = [:]) {
            self.result = result
            self.touched = touched
        }

        /// All files are still there, because the storage failed at one.
        init(failed paths: [FilePath], at path: FilePath, _ error: FileError) {
            result = .failed(paths: paths)
            failure = (path, error)
        }
    }

    /// Removes the sources of `members`; `refused` stay.
    ///
    /// A config goes before its report: a report left alone by a crash is found by its digest, a config would be an orphan.
    func end(_ members: [DropMember], of paths: [FilePath], refused: [FilePath]) -> Ending {
        let removal = SourceRemoval(inbox: inbox)
        var kept: [FilePath] = []
        for member in members {
            do throws(FileError) {
                try removal.remove(member.path, ifStill: member.sight)
            } catch {
                // Without the right to remove it, or with something else in the way, trying again is of no use until it
                // changes.
                guard [EACCES, EPERM].contains(error.errno) || error.isOfName else {
                    return Ending(failed: paths, at: member.path, error)
                }
                log(.warning, "\(member.path) is filed but cannot be removed: \(error)")
                kept.append(member.path)
            }
        }
        let stays = kept + refused
        let left = paths.filter { !stays.contains($0) && inbox.hasFile($0) }
        return Ending(
            result: .ended(paths: paths, kept: kept, left: left, refused: refused),
            touched: touched(members, left))
    }

    /// Taking away another name of a file, or changing its mode, changes its ctime alone.
    private func touched(_ members: [DropMember], _ left: [FilePath]) -> [FilePath: FileSight] {
        var touched: [FilePath: FileSight] = [:]
        for member in members where left.contains(member.path) {
            // One that is gone meanwhile need not be known again.
            guard let status = try? inbox.openForReading(member.path).status(path: member.path),
                FileSight(status).differsInCtimeAlone(from: member.sight)
            else { continue }
            touched[member.path] = member.sight
        }
        return touched
    }

    /// Ends the removals that a crash interrupted in a directory; nothing above `limit` bytes is read.
    func finish(in directory: FilePath, limit: Int) {
        let removal = SourceRemoval(inbox: inbox)
        do {
            for (name, digest) in try removal.leftovers(in: directory, limit: limit) {
                let isFiled = try digest.map(archive.holds) ?? false
                try removal.end(name, in: directory, isFiled: isFiled)
            }
            removal.tidy(directory)
        } catch {
            log(.error, "cannot finish a removal in \(inbox.path(of: directory)): \(error)")
        }
    }
}

extension FileSight {
    /// Whether two sights of a file are the same but for the time of its last change of any kind.
    func differsInCtimeAlone(from other: FileSight) -> Bool {
        identity == other.identity && byteCount == other.byteCount && modified == other.modified
            && changed != other.changed
    }
}
