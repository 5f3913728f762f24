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

    /// The newest rejected drops, and how many there are in all.
    ///
    /// - Throws: `FileError` of readdir(3).
    func newest(_ limit: Int) throws(FileError) -> (drops: [InboxState.Rejected], count: Int) {
        let names = try directory.names().filter { !$0.isHidden }
        let newest = names.sorted { $1.bytes.lexicographicallyPrecedes($0.bytes) }.prefix(limit)
        return (newest.map(described), names.count)
    }

    private func described(_ name: FilePath) -> InboxState.Rejected {
        let told = told(by: name)
        return InboxState.Rejected(
            name: name, path: told?.origin ?? name, at: told?.at, problem: told?.problem)
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
