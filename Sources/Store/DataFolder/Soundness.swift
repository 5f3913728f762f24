import Glibc
import System

/// What a filed file counts as by its status, without reading it; a pure decision.
enum Soundness: Equatable {
    case whole
    /// Its bytes are most likely right: it is served while the background reads it again.
    case touched
    /// Something may have been written to it: it must be read again before any of it is served.
    case unverified
    case damaged(reason: String)

    /// What a reading of all its bytes has found wrong, and what the file was then.
    struct Finding: Equatable, Sendable {
        let reason: String
        /// Nil where it could not be looked at.
        let stamp: FileStamp?
    }

    /// Decides from what the file is now, what was filed, and what was known of it when all of it was last read.
    static func of(
        _ now: FileStatus, filed: FiledFile, verified: FileStamp?, finding: Finding?
    ) -> Soundness {
        guard now.kind == .regular else { return .damaged(reason: reason(now.kind)) }
        guard now.byteCount == filed.byteCount else {
            return .damaged(reason: "it has \(now.byteCount) bytes and was filed with \(filed.byteCount)")
        }
        if filed.digest == .unread {
            let what = "it has \(now.byteCount) bytes, more than are allowed, and no receipt: it is not read"
            return .damaged(reason: what + "; shorten it, or start benchd with a larger --max-report")
        }
        let stamp = FileStamp(now)
        if let finding {
            // A copy from a backup has the size and the times of the file, and another inode or change time.
            return finding.stamp == stamp ? .damaged(reason: finding.reason) : .unverified
        }
        return switch verified?.likeness(to: stamp) {
        case .same: .whole
        case .touched: .touched
        case .changed, nil: .unverified
        }
    }

    /// Why a file that cannot be opened or read is damaged; nil where the trouble is not the file's.
    static func reason(_ error: FileError) -> String? {
        switch error.errno {
        case ENOENT, ENOTDIR: "it is missing"
        case ELOOP: reason(.symbolicLink)
        case EISDIR: reason(.directory)
        case ENXIO, ENODEV: reason(.special)
        case EACCES, EPERM, EIO, ESTALE, EBADMSG, EUCLEAN, ENODATA, EOVERFLOW, EINVAL:
            "it cannot be read (\(error.operation): \(FileError.reason(error.errno)))"
        default: nil
        }
    }

    private static func reason(_ kind: FileStatus.Kind) -> String {
        switch kind {
        case .regular: "it is a file"
        case .directory: "it is a directory"
        case .symbolicLink: "it is a symbolic link"
        case .special: "it is no regular file"
        }
    }
}
