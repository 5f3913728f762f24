import CArchive
import Glibc
import JSON
import System

/// libarchive's seekable zip reader; no other format, no filter (libarchive(3)).
///
/// It walks the entries in the order in which they lie in the file. Names are never taken from it, since it has them
/// only in the code page of the process's locale, and no contents.
final class ArchiveReader {
    /// What libarchive says of an entry.
    struct Header {
        /// Nil where only the end of the data tells.
        let byteCount: Int?
        let type: UnixType
        let isHardLink: Bool
    }

    private let handle: OpaquePointer
    // libarchive keeps a pointer to it.
    private let source: ArchiveSource

    /// Reads `range` of the file, which begins where the archive counts its offsets from and ends with its end record.
    ///
    /// libarchive takes the last end record that it finds in the last 16 KiB, also one within a comment. So that it
    /// takes the one that was judged, nothing that follows that record is shown to it. `file` must stay open as long as the
    /// reader is used.
    /// - Throws: `ArchiveFault.damaged` where libarchive finds no zip in the range, `.file` where it cannot be read.
    init(
        _ file: borrowing OwnedDescriptor, _ range: Range<Int>, path: FilePath
    ) throws(ArchiveFault) {
        guard let handle = archive_read_new() else {
            throw .file(FileError(operation: "archive_read_new", path: path, errno: ENOMEM))
        }
        self.handle = handle
        source = ArchiveSource(descriptor: file.raw, range: range, path: path)
        // The streaming zip reader would list a file cut anywhere after its first entry as if it were whole.
        guard archive_read_support_format_zip_seekable(handle) == ARCHIVE_OK, source.attach(to: handle) else {
            throw fault(nil)
        }
    }

    deinit { archive_read_free(handle) }

    /// Goes to the next entry; nil after the last.
    ///
    /// `path` is what it should be, for messages.
    func next(expecting path: String? = nil) throws(ArchiveFault) -> Header? {
        var entry: OpaquePointer?
        switch archive_read_next_header(handle, &entry) {
        case ARCHIVE_EOF: return nil
        // A warning is about a name in another code page.
        case ARCHIVE_OK, ARCHIVE_WARN:
            let isKnown = archive_entry_size_is_set(entry) != 0
            return Header(
                byteCount: isKnown ? Int(exactly: archive_entry_size(entry)) : nil,
                type: UnixType(UInt16(truncatingIfNeeded: archive_entry_filetype(entry))),
                isHardLink: archive_entry_hardlink(entry) != nil)
        default: throw fault(path)
        }
    }

    private func fault(_ entry: String?) -> ArchiveFault {
        if let error = source.failure { return .file(error) }
        let message = archive_error_string(handle).map { String(cString: $0) } ?? "unknown format"
        let subject = entry.map { "the member \(JSONPointer.quoted($0)) cannot be read: " } ?? ""
        return .damaged(reason: "\(subject)libarchive says \"\(message)\"", entry: entry)
    }
}
