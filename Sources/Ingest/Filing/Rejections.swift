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
    /// A file that has changed since it was judged stays where it is.
    ///
    /// - Returns: the digest of the first file.
    /// - Throws: `FileError`; then the files are where they were, or complete in their rejection at the next start.
    func keep(
        _ files: [File], origin: FilePath, problem: Problem, at time: Timestamp
    ) throws(FileError) -> Digest? {
        guard let first = files.first else { return nil }
        let name = name(of: first.path, at: time)
        let unfinished = FilePath(Self.unfinishedPrefix).adding(name.description)
        let folder = try directory.creatingDirectory(unfinished)
        let digests = try files.map { (file) throws(FileError) in try digest(of: file.path) }
        let reason = JSONValue.object(
            (problem.json.members ?? []) + [
                .init("path", .string(origin.text ?? origin.description)),
                .init("path_bytes", origin.text == nil ? .string(Hexadecimal.text(origin.bytes)) : nil),
                .init("at", .string(time.description)),
                .init("sha256", .array(digests.map { .text($0?.description) })),
            ])
        try folder.replaceDurably(Self.reasonName, with: reason.indentedBytes)
        for file in files { try move(file, into: folder) }
        try folder.synchronize()
        let earlier = try rejections(of: origin, digests: digests)
        try finish(unfinished, as: name)
        for name in earlier { try remove(name) }
        return digests.first ?? nil
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
    private func rejections(of origin: FilePath, digests: [Digest?]) throws(FileError) -> [FilePath] {
        let wanted = JSONValue.array(digests.map { .text($0?.description) })
        var names: [FilePath] = []
        for name in try directory.names()
        where !name.isHidden && name.hasSuffix(origin.lastComponent.description) {
            guard let reason = try? reason(in: directory.directory(name)) else { continue }
            if reason["sha256"] == wanted, Self.origin(in: reason) == origin { names.append(name) }
        }
        return names
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
            name: name, path: told.flatMap(Self.origin(in:)) ?? name,
            at: told?["at"]?.string.flatMap(Timestamp.init), problem: told.flatMap(Problem.init(json:)))
    }

    /// Where the files of a directory came from first, where a rejection was moved back into the inbox.
    func origin(of path: FilePath) -> FilePath {
        guard let parent = path.directory.isEmpty ? inbox : try? inbox.directory(path.directory),
            let reason = try? reason(in: parent), let origin = Self.origin(in: reason)
        else { return path }
        return origin.directory.appending(path.lastComponent)
    }

    /// Removes the reason beside files that were tried again.
    func forgetReason(beside path: FilePath) {
        guard !path.directory.isEmpty, let parent = try? inbox.directory(path.directory) else { return }
        try? parent.remove(Self.reasonName)
    }

    private func reason(in folder: Directory) throws(FileError) -> JSONValue? {
        guard try folder.statusIfPresent(of: Self.reasonName)?.kind == .regular else { return nil }
        return try? JSONValue(parsing: folder.read(Self.reasonName, limit: 1 << 20))
    }

    private static func origin(in reason: JSONValue) -> FilePath? {
        reason["path_bytes"]?.string.flatMap(Hexadecimal.bytes).map(FilePath.init(bytes:))
            ?? reason["path"]?.string.map { FilePath($0) }
    }

    /// Finishes what the last process was about to keep; an unfinished rejection without files is dropped.
    ///
    /// - Throws: `FileError`.
    func recover() throws(FileError) {
        for name in try directory.names() {
            guard name.hasPrefix(Self.unfinishedPrefix) else { continue }
            let folder = try directory.directory(name)
            let files = try folder.names().filter { $0 != Self.reasonName && !$0.isHidden }
            if files.isEmpty {
                try remove(name)
            } else {
                try finish(
                    name, as: FilePath(bytes: Array(name.bytes.dropFirst(Self.unfinishedPrefix.utf8.count))))
            }
        }
    }
}
