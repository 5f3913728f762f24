import Glibc

/// A system call on a file that failed.
package struct FileError: Error, Equatable, Sendable {
    /// The call, as its manual page names it: "open", "rename", "fsync".
    package let operation: String
    /// What it was called on.
    package let path: FilePath
    /// Its errno(3).
    package let errno: CInt

    /// An error with a code that is already at hand.
    package init(operation: String, path: FilePath, errno: CInt) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }

    /// The error of the call that failed on the line before.
    package static func current(_ operation: String, _ path: FilePath) -> FileError {
        FileError(operation: operation, path: path, errno: Glibc.errno)
    }

    /// The system's words for an errno(3), where they say what is wrong.
    package static func reason(_ errno: CInt) -> String {
        switch errno {
        // Directories are opened so that no link is followed.
        case ELOOP: "It is a symbolic link or lies below one, and benchd follows no link"
        case ENXIO: "It is not a regular file"
        default: String(cString: strerror(errno))
        }
    }

    /// Whether there was no such file.
    package var isMissing: Bool { errno == ENOENT || errno == ENOTDIR }

    /// Whether the filesystem, or the user's share of it, is full.
    package var isOutOfSpace: Bool { errno == ENOSPC || errno == EDQUOT }
}

extension FileError: CustomStringConvertible {
    /// What failed and what to do: "open data/a.json: Permission denied; give benchd's user that right".
    package var description: String { Self.hint(errno).map { "\(cause); \($0)" } ?? cause }

    /// What failed: "open data/a.json: Permission denied".
    package var cause: String {
        // A directory that is there already is used: this is a file or a link.
        let reason =
            operation == "mkdir" && errno == EEXIST
            ? "Something else has the name of this directory; move it away, and benchd makes the directory"
            : Self.reason(errno)
        return "\(operation) \(path): \(reason)"
    }

    /// What an operator does about an errno(3); nil where that depends on the call.
    package static func hint(_ errno: CInt) -> String? {
        switch errno {
        case ENOSPC, EDQUOT: "make room"
        case EMFILE, ENFILE: "raise the limit of open files"
        case EROFS: "mount it for writing"
        case EACCES, EPERM: "give benchd's user that right"
        case EIO, EBADMSG, EUCLEAN: "repair the disk"
        case ESTALE: "mount it again"
        default: nil
        }
    }
}
