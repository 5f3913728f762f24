/// What shows that a file has changed, without reading it.
package struct FileStamp: Equatable, Sendable {
    package let byteCount: Int
    /// In nanoseconds since 1970, as `FileStatus.modified`.
    let modified: Int64
    /// In nanoseconds since 1970, as `FileStatus.changed`.
    package let changed: Int64
    let inode: UInt64

    /// The stamp of a file that was looked at.
    package init(_ status: FileStatus) {
        byteCount = status.byteCount
        modified = status.modified
        changed = status.changed
        inode = status.identity.inode
    }

    private init(byteCount: Int, modified: Int64, changed: Int64, inode: UInt64) {
        self.byteCount = byteCount
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }

    /// How much two stamps say about the bytes.
    package enum Likeness: Equatable {
        /// Nothing has happened to the file.
        case same
        /// It was linked, copied with its times, or got other rights or another owner; writing sets the time of
        /// modification.
        case touched
        /// It was written to.
        case changed
    }

    /// What has happened between two looks.
    package func likeness(to other: FileStamp) -> Likeness {
        if self == other { return .same }
        return byteCount == other.byteCount && modified == other.modified ? .touched : .changed
    }
}

extension FileStamp {
    /// As the catalog keeps it.
    package var text: String { "\(byteCount):\(modified):\(changed):\(inode)" }

    /// Reads back what `text` wrote; nil for anything else.
    package init?(text: some StringProtocol) {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 4, let byteCount = Int(fields[0]), let modified = Int64(fields[1]),
            let changed = Int64(fields[2]), let inode = UInt64(fields[3])
        else { return nil }
        self.init(byteCount: byteCount, modified: modified, changed: changed, inode: inode)
    }
}
