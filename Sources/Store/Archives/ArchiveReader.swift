import CArchive
import Glibc

/// libarchive's seekable zip reader; no other format, no filter (libarchive(3)).
///
/// It walks the entries in the order in which they lie in the file. Names are never taken from it, since it has them
/// only in the code page of the process's locale.
final class ArchiveReader {
    /// What libarchive says of an entry.
    struct Header {
        /// Nil where only the end of the data tells.
        let byteCount: Int?
        /// Whether it would be unpacked as neither link nor device.
        let isHarmless: Bool
        /// Whether it has content that can be read.
        let isFile: Bool
    }

    private let handle: OpaquePointer

    /// `file` must stay open as long as the reader is used.
    init(_ file: borrowing OwnedDescriptor, path: FilePath) throws(ArchiveFault) {
        try file.rewind(path: path)
        guard let handle = archive_read_new() else {
            throw .file(FileError(operation: "archive_read_new", path: path, errno: ENOMEM))
        }
        self.handle = handle
        // The streaming zip reader would list a file cut anywhere behind its first entry as if it were whole.
        guard archive_read_support_format_zip_seekable(handle) == ARCHIVE_OK,
            archive_read_open_fd(handle, file.raw, 65_536) == ARCHIVE_OK
        else { throw damaged(nil) }
    }

    deinit { archive_read_free(handle) }

    /// Goes to the next entry; nil behind the last.
    ///
    /// `path` is what it should be, for messages.
    func next(expecting path: String? = nil) throws(ArchiveFault) -> Header? {
        var entry: OpaquePointer?
        switch archive_read_next_header(handle, &entry) {
        case ARCHIVE_EOF: return nil
        // A warning is about a name in another code page.
        case ARCHIVE_OK, ARCHIVE_WARN:
            let type = UnixType(UInt16(truncatingIfNeeded: archive_entry_filetype(entry)))
            return Header(
                byteCount: archive_entry_size_is_set(entry) == 0 ? nil : Int(archive_entry_size(entry)),
                isHarmless: [.file, .directory, .pipe].contains(type) && archive_entry_hardlink(entry) == nil,
                isFile: type == .file)
        default: throw damaged(path)
        }
    }

    /// Unpacks the entry at hand, up to `limit` bytes; one more block at most is unpacked to see that it goes on.
    ///
    /// Its CRC is checked where it ends within the limit. `entry` is its path, for messages.
    func content(of entry: String, limit: Int) throws(ArchiveFault) -> (bytes: [UInt8], isCut: Bool) {
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            var block: UnsafeRawPointer?
            var count = 0
            var offset: Int64 = 0
            switch archive_read_data_block(handle, &block, &count, &offset) {
            case ARCHIVE_EOF: return (bytes, false)
            case ARCHIVE_OK: bytes += UnsafeRawBufferPointer(start: block, count: count)
            // What is a warning to libarchive is a wrong checksum or size.
            default: throw damaged(entry)
            }
        }
        return (Array(bytes.prefix(limit)), true)
    }

    private func damaged(_ entry: String?) -> ArchiveFault {
        let message = archive_error_string(handle).map { String(cString: $0) } ?? "unknown format"
        let subject = entry.map { "the entry \(JSONPointer.quoted($0)) cannot be unpacked: " } ?? ""
        return .damaged(reason: "\(subject)libarchive says \"\(message)\"", entry: entry)
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
