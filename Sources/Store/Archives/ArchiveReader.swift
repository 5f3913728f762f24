import CArchive
import Glibc

/// libarchive's seekable zip reader; no other format, no filter (libarchive(3)).
final class ArchiveReader {
    private let handle: OpaquePointer

    private init(_ file: borrowing OwnedDescriptor) throws(ArchiveFault) {
        guard let handle = archive_read_new() else {
            throw .file(FileError(operation: "archive_read_new", path: "", errno: ENOMEM))
        }
        self.handle = handle
        // The streaming zip reader would list a file cut anywhere behind its first entry as if it were whole.
        guard archive_read_support_format_zip_seekable(handle) == ARCHIVE_OK,
            archive_read_open_fd(handle, file.raw, 65_536) == ARCHIVE_OK
        else { throw damaged }
    }

    deinit { archive_read_free(handle) }

    private var damaged: ArchiveFault {
        let message = archive_error_string(handle).map { String(cString: $0) } ?? "unknown format"
        return .damaged(reason: "libarchive says \"\(message)\"", entry: nil)
    }

    /// Reads every header and counts the entries.
    static func entryCount(_ file: borrowing OwnedDescriptor, path: FilePath) throws(ArchiveFault) -> Int {
        try file.rewind(path: path)
        let reader = try ArchiveReader(file)
        var count = 0
        var entry: OpaquePointer?
        while true {
            switch archive_read_next_header(reader.handle, &entry) {
            case ARCHIVE_EOF: return count
            // A warning concerns one entry, such as a name in an unknown code page.
            case ARCHIVE_OK, ARCHIVE_WARN: count += 1
            default: throw reader.damaged
            }
        }
    }
}

extension OwnedDescriptor {
    fileprivate borrowing func rewind(path: FilePath) throws(ArchiveFault) {
        do {
            try seekToStart(path: path)
        } catch {
            throw .file(error)
        }
    }
}
