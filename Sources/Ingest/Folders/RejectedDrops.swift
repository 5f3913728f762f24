import JSON
import Model
import System

/// The rejected drops that are kept in `inbox/.rejected/`, to look at from any thread.
struct RejectedDrops: Sendable {
    static let directoryName: FilePath = ".rejected"
    /// The largest `reason.json` that is read: two paths of 4,096 bytes, each in three forms, and a problem are less.
    private static let reasonByteLimit = 1 << 17

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

    /// What is known of a rejected drop, and how many bytes are read for it.
    private func described(_ name: FilePath) -> (InboxState.Rejected, byteCount: Int) {
        let reason = reason(of: name)
        let drop = InboxState.Rejected(
            name: name, path: reason?.origin ?? name, at: reason?.at, problem: reason?.problem)
        return (drop, reasonByteCount(of: name) + name.bytes.count)
    }

    private func reasonByteCount(of name: FilePath) -> Int {
        // A rejection without a reason, or with one too large to be read, costs one status call.
        let status = try? directory.directory(name).statusIfPresent(of: Rejections.reasonName)
        guard let byteCount = status?.byteCount, byteCount <= Self.reasonByteLimit else { return 0 }
        return byteCount
    }

    /// The names of rejections of the same bytes from the same path.
    func names(like wanted: RejectionReason) throws(FileError) -> [FilePath] {
        let known = try index.names(like: wanted) { () throws(FileError) in
            try directory.names().filter { !$0.isHidden }.map { ($0, reason(of: $0)) }
        }
        // Since it was entered, someone may have moved it away to have it tried again.
        return known.filter { reason(of: $0).map(RejectionIndex.Key.init) == .init(wanted) }
    }

    /// Notes a rejection that is complete now.
    func add(_ name: FilePath, _ reason: RejectionReason) {
        index.add(name, reason)
    }

    private func reason(of name: FilePath) -> RejectionReason? {
        // A rejection with an unreadable reason is listed by its name.
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
        let bytes = try folder.read(Rejections.reasonName, limit: Self.reasonByteLimit)
        // A file that is not JSON was not written by benchd.
        return (try? JSONValue(parsing: bytes)).flatMap(RejectionReason.init(json:))
    }
}
