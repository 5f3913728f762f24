import Glibc
import JSON
import Model
import System

/// Keeps what was rejected: `inbox/.rejected/<time>-<name>/` with the files as they came and `reason.json`.
///
/// A rejection begins as `.new-<time>-<name>/` with a `reason.json` that says all there is to do. `complete` does
/// it, and can go on from wherever a crash or a failing disk stopped it. Used by the filing thread alone.
struct Rejections: Sendable {
    static let reasonName: FilePath = "reason.json"
    private static let unfinishedPrefix = ".new-"
    /// In an unfinished rejection: a file that comes from another filesystem, until it is whole.
    private static let copyName: FilePath = ".copy"
    /// Together with what is put around it, a name has 255 bytes at most.
    private static let nameByteLimit = 180

    let inbox: Directory
    let notices: InboxNotices
    let kept: RejectedDrops

    /// A file to keep: where it lies, and what it was when it was judged.
    package struct File {
        let path: FilePath
        let sight: FileSight
        /// Nil where it is too large to be read.
        let digest: Digest?

        var mark: FileMark {
            FileMark(path: path, byteCount: sight.byteCount, modified: sight.modified, digest: digest)
        }
    }

    /// Moves files out of the inbox into a new rejection, and writes the notice of its origin; the first names it.
    ///
    /// Nothing of them is read. A file that has changed since it was judged stays where it is.
    /// - Returns: false where one is too large to be copied and lies on another filesystem: then all stay.
    /// - Throws: `FileError`; then `resume` finishes what was begun, or all is as it was.
    func keep(
        _ files: [File], origin: FilePath, problem: Problem, at time: Timestamp, log: LogSink
    ) throws(FileError) -> Bool {
        var unchanged: [File] = []
        var mode: UInt32 = 0o600
        for file in files {
            guard let status = try status(of: file) else { continue }
            if unchanged.isEmpty { mode |= status.permissions & 0o644 }
            unchanged.append(file)
        }
        guard let first = unchanged.first else { return true }
        let unread = unchanged.filter { $0.digest == nil }
        let device = try kept.directory.status().identity.device
        if unread.contains(where: { $0.sight.identity.device != device }) { return false }
        let unfinished = FilePath(Self.unfinishedPrefix + Self.name(of: first.path, at: time))
        let reason = RejectionReason(
            problem: problem, origin: origin, at: time, files: unchanged.map(\.mark))
        do {
            let folder = try kept.directory.creatingDirectory(unfinished)
            try folder.createDurably(Self.reasonName, with: reason.json.indentedBytes, mode: mode)
            try folder.synchronize()
            try complete(unfinished, sights: unchanged.map(\.sight), log: log)
            // A bind mount has the same device, and is another filesystem to rename(2).
            for file in unread where try status(of: file) != nil { return false }
            return true
        } catch {
            // Why it failed matters; what stays is finished, or dropped, by `resume`.
            _ = try? dropIfEmpty(unfinished)
            throw error
        }
    }

    /// Finishes every rejection that was begun; one that has no file yet is dropped, since all is still in the inbox.
    ///
    /// - Throws: `FileError` of the last one that cannot be finished now.
    func resume(log: LogSink) throws(FileError) {
        var failure: FileError?
        for name in try kept.directory.names() where name.hasPrefix(Self.unfinishedPrefix) {
            do {
                if try !dropIfEmpty(name) { try complete(name, log: log) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    // MARK: The steps

    /// Does what an unfinished rejection still lacks; `sights` are what its files were a moment ago, where that is known.
    private func complete(
        _ unfinished: FilePath, sights: [FileSight]? = nil, log: LogSink
    ) throws(FileError) {
        let folder = try kept.directory.directory(unfinished)
        let reason = try kept.reason(in: folder)
        if try folder.statusIfPresent(of: Self.copyName) != nil { try folder.remove(Self.copyName) }
        if let reason {
            for (index, mark) in reason.files.enumerated()
            where try folder.statusIfPresent(of: mark.path.lastComponent) == nil {
                try take(mark, ifStill: sights?[index], into: folder)
            }
            try folder.synchronize()
            // All files changed after they were judged; they are judged again.
            if try dropIfEmpty(unfinished) { return }
            if let problem = reason.problem {
                // Before the rejection is visible: whatever stops us in between, this is done again.
                try notices.write(
                    .rejected(problem), digest: reason.files.first?.digest, for: reason.origin,
                    at: reason.at ?? .now())
            }
        }
        let earlier = try reason.map { (reason) throws(FileError) in try kept.names(like: reason) } ?? []
        let name = try finish(unfinished)
        if let reason {
            kept.add(name, reason)
            log(
                .warning,
                "rejected \(reason.origin): \(reason.problem?.detail ?? "the reason was lost")")
        }
        // If an earlier rejection stays, the only harm is that it is listed twice.
        for name in earlier { try? kept.remove(name) }
    }

    private func take(
        _ mark: FileMark, ifStill judged: FileSight?, into folder: Directory
    ) throws(FileError) {
        let path = mark.path
        do {
            let parent = try inbox.directory(path.directory)
            let file = try parent.openForReading(path.lastComponent)
            let status = try file.status(path: path)
            let sight = FileSight(status)
            guard mark.mayBe(status) else { return }
            if sight != judged, try !isSame(file, mark) { return }
            do throws(FileError) {
                // The sync of the folder that it goes to makes the move durable.
                _ = try inbox.move(path, ifStill: sight, into: folder)
            } catch  where error.errno == EXDEV {
                guard let digest = mark.digest, try copy(file, path, digest, into: folder) else { return }
                _ = try SourceRemoval(inbox: inbox).remove(path, ifStill: sight)
            }
        } catch  where error.meansAnotherFile {
            return
        }
    }

    /// After a crash; a file of the size that was read once is within the limits.
    private func isSame(_ file: borrowing OwnedDescriptor, _ mark: FileMark) throws(FileError) -> Bool {
        guard let digest = mark.digest else { return true }
        return try file.digest(path: mark.path) == digest
    }

    /// Where a directory of the inbox is a filesystem of its own; false where the file has changed meanwhile.
    private func copy(
        _ file: borrowing OwnedDescriptor, _ path: FilePath, _ digest: Digest, into folder: Directory
    ) throws(FileError) -> Bool {
        let copy = try StagedFile(copying: file, path: path, as: Self.copyName, in: folder)
        guard copy.file.digest == digest else {
            copy.discard()
            return false
        }
        try copy.synchronize()
        try folder.rename(Self.copyName, into: folder, as: path.lastComponent)
        try folder.synchronize()
        return true
    }

    /// Gives the rejection its name, which no other has.
    private func finish(_ unfinished: FilePath) throws(FileError) -> FilePath {
        let name = FilePath(bytes: Array(unfinished.bytes.dropFirst(Self.unfinishedPrefix.utf8.count)))
        var attempt = 1
        while true {
            let free = attempt == 1 ? name : name.adding("-\(attempt)")
            do {
                try kept.directory.rename(unfinished, into: kept.directory, as: free)
                // Not synced: should the name not last, the next start finds it unfinished and finishes it again.
                return free
            } catch {
                guard error.errno == EEXIST, attempt < 1000 else { throw error }
                attempt += 1
            }
        }
    }

    /// Removes an unfinished rejection that has no file; false where it has one.
    private func dropIfEmpty(_ unfinished: FilePath) throws(FileError) -> Bool {
        guard try kept.directory.statusIfPresent(of: unfinished) != nil else { return true }
        let names = try kept.directory.directory(unfinished).names()
        guard names.allSatisfy({ $0 == Self.reasonName || $0 == Self.copyName }) else { return false }
        try kept.remove(unfinished)
        return true
    }

    private static func name(of path: FilePath, at time: Timestamp) -> String {
        let stamp = time.description.filter { $0 != "-" && $0 != ":" }
        var name = path.lastComponent.description
        while name.utf8.count > nameByteLimit { name.removeLast() }
        return "\(stamp)-\(name)"
    }

    /// Nil where the file is another by now, or gone.
    private func status(of file: File) throws(FileError) -> FileStatus? {
        do {
            let status = try inbox.openForReading(file.path).status(path: file.path)
            return FileSight(status) == file.sight ? status : nil
        } catch  where error.meansAnotherFile {
            return nil
        }
    }

    // MARK: Tried again

    /// Where the files of a directory came from first, where a rejection was moved back into the inbox.
    func origin(of path: FilePath) -> FilePath {
        // Where that cannot be read, a file counts as coming from where it lies.
        guard let parent = try? inbox.directory(path.directory),
            let origin = try? kept.reason(in: parent)?.origin
        else { return path }
        return origin.directory.appending(path.lastComponent)
    }

    /// Removes the reason beside files that were tried again.
    func forgetReason(beside path: FilePath) {
        guard !path.directory.isEmpty, let parent = try? inbox.directory(path.directory) else { return }
        // Only a `reason.json` of benchd is removed. If the removal fails, it stays: it is not a drop, and
        // the next drop of its directory removes it.
        if (try? kept.reason(in: parent)) != nil { try? parent.remove(Self.reasonName) }
    }
}

extension FileError {
    /// Whether the name stands for nothing, or for a symbolic link, where a file was.
    fileprivate var meansAnotherFile: Bool { isMissing || errno == ELOOP }
}
