import CLinux
import Glibc

/// What lstat(2) or fstat(2) says of a file.
package struct FileStatus: Hashable, Sendable {
    /// What kind of thing a name stands for.
    package enum Kind: Sendable {
        case regular
        case directory
        case symbolicLink
        case special
    }

    /// Device and inode: the same as long as the file lives, whatever its name.
    package struct Identity: Hashable, Sendable {
        package let device: UInt64
        package let inode: UInt64
    }

    package let kind: Kind
    package let identity: Identity
    package let byteCount: Int
    /// Last change of content, in nanoseconds since 1970; the sender can set it.
    package let modified: Int64
    /// Last change of content or inode, in nanoseconds since 1970; only the kernel sets it.
    package let changed: Int64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .special
            }
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        byteCount = Int(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }
}
