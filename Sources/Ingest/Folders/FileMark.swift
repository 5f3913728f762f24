import System

/// What a file was when it was rejected: enough to know it again without more reading than its judgement took.
struct FileMark: Equatable {
    /// Where it lay, below the inbox.
    let path: FilePath
    /// Nil where an earlier version of benchd did not note it.
    let byteCount: Int?
    /// In nanoseconds since 1970; a rename keeps it.
    let modified: Int64?
    /// Nil for a file that is too large to be read.
    let digest: Digest?

    /// What makes two files the same; a file that was not read is known by size and time, as rsync knows it.
    enum Sameness: Hashable {
        case content(Digest)
        case unread(byteCount: Int?, modified: Int64?)
    }

    var sameness: Sameness {
        digest.map { .content($0) } ?? .unread(byteCount: byteCount, modified: modified)
    }

    /// Whether a file with this status can still be the one that was marked.
    func mayBe(_ status: FileStatus) -> Bool {
        status.kind == .regular && byteCount == status.byteCount
            && (digest != nil || modified == status.modified)
    }
}
