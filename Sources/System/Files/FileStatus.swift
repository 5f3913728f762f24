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
    /// How many names it has.
    package let linkCount: UInt64
    package let byteCount: Int
    /// Who may read, write and execute it: the lowest nine bits of its mode.
    package let permissions: UInt32
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
        linkCount = UInt64(status.st_nlink)
        byteCount = Int(status.st_size)
        permissions = UInt32(status.st_mode) & 0o777
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    /// The first or last that can be counted for a time before 1677 or after 2262: a sender may set any.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        let (whole, isBeyond) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = whole.addingReportingOverflow(Int64(time.tv_nsec))
        return isBeyond || overflows ? (time.tv_sec < 0 ? .min : .max) : sum
    }
}

extension FileStatus {
    /// Refuses what is no regular file.
    ///
    /// - Throws: `FileError` with the errno(3) that names the kind best.
    package func expectRegular(_ operation: String, _ path: FilePath) throws(FileError) {
        let code: CInt? =
            switch kind {
            case .regular: nil
            case .directory: EISDIR
            case .symbolicLink: ELOOP
            case .special: ENXIO
            }
        if let code { throw FileError(operation: operation, path: path, errno: code) }
    }
}
