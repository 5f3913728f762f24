import Glibc
import Store

/// Keeps what was rejected: `inbox/.rejected/<time>-<name>/` with the files as they came and `reason.json`.
struct Rejections: Sendable {
    static let directoryName: FilePath = ".rejected"
    static let reasonName: FilePath = "reason.json"
    private static let unfinishedPrefix = ".new-"

    let inbox: Directory
    let directory: Directory

    /// A file to keep: where it lies, and what it was when it was judged.
    struct File {
        let path: FilePath
        let sight: FileSight
    }

    /// Moves files out of the inbox into a new rejection; the first names it.
    ///
    /// A file that has changed since it was judged stays where it is. `acknowledge` gets the digest of the first file
    /// and is called before the rejection is visible, so that whatever a crash leaves is finished by `recover`.
    /// - Throws: `FileError`; then the files are where they were, or complete in their rejection at the next start.
    func keep(
        _ files: [File], origin: FilePath, problem: Problem, at time: Timestamp,
        acknowledge: (Digest?) -> Void
    ) throws(FileError) {
        guard let first = files.first else { return }
        let name = name(of: first.path, at: time)
        let unfinished = FilePath(Self.unfinishedPrefix).adding(name.description)
        let folder = try directory.creatingDirectory(unfinished)
        let digests = try files.map { (file) throws(FileError) in try digest(of: file.path) }
        let reason = Reason(
            problem: problem, origin: origin, at: time, files: files.map(\.path), digests: digests)
        try folder.createDurably(Self.reasonName, with: reason.json.indentedBytes)
        try folder.synchronize()
        for file in files { try move(file, into: folder) }
        try folder.synchronize()
        acknowledge(digests.first ?? nil)
        let earlier = try rejections(like: reason)
        try finish(unfinished, as: name)
        for name in earlier { try remove(name) }
    }

    private func move(_ file: File, into folder: Directory) throws(FileError) {
        let parent = file.path.directory.isEmpty ? inbox : try inbox.directory(file.path.directory)
        let name = file.path.lastComponent
        guard let status = try parent.statusIfPresent(of: name), FileSight(status) == file.sight else {
            return
        }
        try parent.rename(name, into: folder, as: name)
        // Between the look and the rename another file may have taken the name: it goes back.
        if try folder.status(of: name).identity != file.sight.identity {
            try folder.rename(name, into: parent, as: name)
        }
        try parent.synchronize()
    }

    private func name(of path: FilePath, at time: Timestamp) -> FilePath {
        let stamp = time.description.filter { $0 != "-" && $0 != ":" }
        let name = path.lastComponent.description
        return FilePath("\(stamp)-\(name.utf8.count <= 180 ? name : String(name.prefix(60)))")
    }

    private func finish(_ unfinished: FilePath, as name: FilePath) throws(FileError) {
        for attempt in 1... {
            let candidate = attempt == 1 ? name : name.adding("-\(attempt)")
            do {
                try directory.rename(unfinished, into: directory, as: candidate)
                return try directory.synchronize()
            } catch {
                guard error.errno == EEXIST, attempt < 1000 else { throw error }
            }
        }
    }

    private func digest(of path: FilePath) throws(FileError) -> Digest? {
        do {
            let file = try inbox.openForReading(path)
            return try file.digest(path: path)
        } catch  where error.isMissing {
            return nil
        }
    }

    // MARK: Earlier rejections

    /// The names of rejections of the same bytes from the same path.
    private func rejections(like wanted: Reason) throws(FileError) -> [FilePath] {
        try directory.names().filter { name in
            guard !name.isHidden, name.hasSuffix(wanted.origin.lastComponent.description),
                let found = try? reason(in: directory.directory(name))
            else { return false }
            return found.origin == wanted.origin && found.digests == wanted.digests
        }
    }

    private func remove(_ name: FilePath) throws(FileError) {
        try directory.directory(name).removeContents()
        try directory.removeDirectory(name)
    }

    /// The newest rejected drops, and how many there are in all.
    ///
    /// - Throws: `FileError` of readdir(3).
    func newest(_ limit: Int) throws(FileError) -> (drops: [InboxState.Rejected], count: Int) {
        let names = try directory.names().filter { !$0.isHidden }
        let newest = names.sorted { $1.bytes.lexicographicallyPrecedes($0.bytes) }.prefix(limit)
        return (newest.map(described), names.count)
    }

    private func described(_ name: FilePath) -> InboxState.Rejected {
        let folder = try? directory.directory(name)
        let told = folder.flatMap { folder in try? reason(in: folder) }
        return InboxState.Rejected(
            name: name, path: told?.origin ?? name, at: told?.at, problem: told?.problem)
    }

    /// Where the files of a directory came from first, where a rejection was moved back into the inbox.
    func origin(of path: FilePath) -> FilePath {
        guard let parent = path.directory.isEmpty ? inbox : try? inbox.directory(path.directory),
            let origin = try? reason(in: parent)?.origin
        else { return path }
        return origin.directory.appending(path.lastComponent)
    }

    /// Removes the reason beside files that were tried again.
    func forgetReason(beside path: FilePath) {
        guard !path.directory.isEmpty, let parent = try? inbox.directory(path.directory) else { return }
        try? parent.remove(Self.reasonName)
    }

    private func reason(in folder: Directory) throws(FileError) -> Reason? {
        guard try folder.statusIfPresent(of: Self.reasonName)?.kind == .regular else { return nil }
        let bytes = try folder.read(Self.reasonName, limit: 1 << 20)
        return (try? JSONValue(parsing: bytes)).flatMap(Reason.init(json:))
    }

    // MARK: After a crash

    /// Finishes what the last process was about to keep, and has its receipt written; an unfinished rejection without
    /// files is dropped, since they are still in the inbox.
    ///
    /// - Throws: `FileError`.
    func recover(acknowledge: (FilePath, Problem, Digest?) -> Void) throws(FileError) {
        for name in try directory.names() where name.hasPrefix(Self.unfinishedPrefix) {
            let folder = try directory.directory(name)
            let files = try folder.names().filter { $0 != Self.reasonName }
            guard !files.isEmpty, let reason = try reason(in: folder) else {
                try remove(name)
                continue
            }
            for (path, digest) in zip(reason.files, reason.digests) where !files.contains(path.lastComponent)
            {
                try moveRest(path, digest, into: folder)
            }
            try folder.synchronize()
            if let problem = reason.problem {
                acknowledge(reason.origin, problem, reason.digests.first ?? nil)
            }
            try finish(
                name, as: FilePath(bytes: Array(name.bytes.dropFirst(Self.unfinishedPrefix.utf8.count))))
        }
    }

    /// Moves what a crash left behind, unless the name means other bytes by now.
    private func moveRest(_ path: FilePath, _ wanted: Digest?, into folder: Directory) throws(FileError) {
        do {
            let parent = path.directory.isEmpty ? inbox : try inbox.directory(path.directory)
            guard let wanted, try digest(of: path) == wanted else { return }
            try parent.rename(path.lastComponent, into: folder, as: path.lastComponent)
            try parent.synchronize()
        } catch  where error.isMissing {
            return
        }
    }
}

/// What `reason.json` says: the problem, where the drop came from, and which files it was.
private struct Reason: Equatable {
    let problem: Problem?
    let origin: FilePath
    let at: Timestamp?
    /// Where the files lay when they were rejected.
    let files: [FilePath]
    let digests: [Digest?]

    init(problem: Problem, origin: FilePath, at time: Timestamp, files: [FilePath], digests: [Digest?]) {
        self.problem = problem
        self.origin = origin
        at = time
        self.files = files
        self.digests = digests
    }

    var json: JSONValue {
        .object(
            (problem?.json.members ?? []) + [
                .init("path", .string(origin.text ?? origin.description)),
                .init("path_bytes", origin.text == nil ? .string(Hexadecimal.text(origin.bytes)) : nil),
                .init("at", .text(at?.description)),
                .init("sha256", .array(digests.map { .text($0?.description) })),
                .init("file_bytes", .array(files.map { .string(Hexadecimal.text($0.bytes)) })),
            ])
    }

    init?(json: JSONValue) {
        let bytes = json["path_bytes"]?.string.flatMap(Hexadecimal.bytes).map { FilePath(bytes: $0) }
        guard let origin = bytes ?? json["path"]?.string.map({ FilePath($0) }) else { return nil }
        self.origin = origin
        problem = Problem(json: json)
        at = json["at"]?.string.flatMap(Timestamp.init)
        digests = (json["sha256"]?.elements ?? []).map { $0.string.flatMap(Digest.init) }
        files = (json["file_bytes"]?.elements ?? []).compactMap {
            $0.string.flatMap(Hexadecimal.bytes).map { FilePath(bytes: $0) }
        }
    }
}
