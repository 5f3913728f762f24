import Glibc
import Model
import System

/// A filed file that is open, and counted as whole when it was opened; every piece that is read of it is checked again.
final class FiledContent: RunContent {
    let isCertain: Bool
    private let descriptor: OwnedDescriptor
    private let part: FiledPart
    private let id: RunID
    private let stamp: FileStamp
    private let files: FiledFiles

    init(
        _ descriptor: consuming OwnedDescriptor, _ part: FiledPart, of id: RunID, stamp: FileStamp,
        isCertain: Bool,
        files: FiledFiles
    ) {
        self.descriptor = descriptor
        self.part = part
        self.id = id
        self.stamp = stamp
        self.isCertain = isCertain
        self.files = files
    }

    var byteCount: Int { stamp.byteCount }

    func read(_ range: Range<Int>) throws(LibraryError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try OwnedDescriptor.read(descriptor.raw, range, path: files.path(part, id))
        } catch {
            throw files.cut(part, of: id, error)
        }
        guard bytes.count == range.count else { throw files.cut(part, of: id, nil) }
        return bytes
    }

    func fill(_ buffer: inout MutableRawSpan, at offset: Int) -> Bool {
        let wanted = buffer.byteCount
        let isFull =
            buffer.withUnsafeMutableBytes {
                OwnedDescriptor.read(descriptor.raw, at: offset, into: $0)
            } == wanted
        return isUnchanged(isShort: !isFull) && isFull
    }

    func doubt() -> LibraryError {
        files.doubts.add(id)
        return .unverified(part, id)
    }

    func file() throws(LibraryError) -> OwnedDescriptor? {
        let copy = fcntl(descriptor.raw, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .file(.current("dup", files.path(part, id))) }
        return OwnedDescriptor(copy)
    }

    /// Whether nothing was written to the file since it was opened, so that what was read of it may be sent.
    ///
    /// Where something was, or the reading came to an end too early, that is noted.
    private func isUnchanged(isShort: Bool) -> Bool {
        do {
            let now = try FileStamp(descriptor.status(path: files.path(part, id)))
            if !isShort && stamp.likeness(to: now) != .changed { return true }
        } catch {
            _ = files.cut(part, of: id, error)
            return false
        }
        if isShort {
            _ = files.cut(part, of: id, nil)
        } else {
            files.doubts.add(id)
        }
        return false
    }
}
