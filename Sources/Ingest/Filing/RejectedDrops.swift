import Store

/// The rejected drops that are kept in `inbox/.rejected/`, to look at from any thread.
struct RejectedDrops: Sendable {
    static let directoryName: FilePath = ".rejected"

    let directory: Directory
    private let index = RejectionIndex()

    /// The rejected drops of an inbox.
    ///
    /// - Throws: `FileError` where the directory cannot be made.
    init(inbox: Directory) throws(FileError) {
        directory = try inbox.creatingDirectory(Self.directoryName)
    }

    /// Some rejected drops: the newest first, the name of the next, and how many there are in all.
    typealias Newest = (drops: [InboxState.Rejected], next: FilePath?, count: Int)

    /// The newest rejected drops from a name on, at most `limit`, and fewer where their reasons are large.
    ///
    /// - Throws: `FileError` of readdir(3).
    func newest(_ limit: Int, from start: FilePath? = nil) throws(FileError) -> Newest {
        let names = try directory.names().filter { !$0.isHidden }
        let wanted = names.lazy.filter { name in
            start.map { !$0.bytes.lexicographicallyPrecedes(name.bytes) } ?? true
        }
        let newest = wanted.sorted { $1.bytes.lexicographicallyPrecedes($0.bytes) }
        var drops: [InboxState.Rejected] = []
        var room = InboxState.rejectedByteLimit
        for name in newest.prefix(limit) where room > 0 {
            let (drop, byteCount) = described(name)
            drops.append(drop)
            room -= byteCount
        }
        return (drops, newest.dropFirst(drops.count).first, names.count)
    }

    /// What is told of a rejected drop, and about how many bytes are read for it.
    private func described(_ name: FilePath) -> (InboxState.Rejected, byteCount: Int) {
        let told = told(by: name)
        let byteCount = (told?.json.bytes.count ?? 0) + name.bytes.count
        let drop = InboxState.Rejected(
            name: name, path: told?.origin ?? name, at: told?.at, problem: told?.problem)
        return (drop, byteCount)
    }

    /// The names of rejections of the same bytes from the same path.
    func names(like wanted: RejectionReason) throws(FileError) -> [FilePath] {
        let known = try index.names(like: wanted) { () throws(FileError) in
            try directory.names().filter { !$0.isHidden }.map { ($0, told(by: $0)) }
        }
        // Since it was entered, someone may have moved it away to have it tried again.
        return known.filter { told(by: $0).map(RejectionIndex.Key.init) == .init(wanted) }
    }

    /// Notes a rejection that is complete now.
    func add(_ name: FilePath, _ reason: RejectionReason) {
        index.add(name, reason)
    }

    private func told(by name: FilePath) -> RejectionReason? {
        // One whose reason cannot be read is listed by its name.
        (try? directory.directory(name)).flatMap { folder in try? reason(in: folder) }
    }

    /// Removes one with everything in it.
    func remove(_ name: FilePath) throws(FileError) {
        try directory.directory(name).removeContents()
        try directory.removeDirectory(name)
    }

    /// What the `reason.json` of a directory says; nil where there is none that can be read.
    func reason(in folder: Directory) throws(FileError) -> RejectionReason? {
        guard try folder.statusIfPresent(of: Rejections.reasonName)?.kind == .regular else { return nil }
        let bytes = try folder.read(Rejections.reasonName, limit: 1 << 20)
        // One that is no JSON is somebody else's.
        return (try? JSONValue(parsing: bytes)).flatMap(RejectionReason.init(json:))
    }
}
