import CArchive
import Glibc
import System

/// A range of a file, as libarchive reads it.
final class ArchiveSource {
    private static let blockByteCount = 65_536

    private let descriptor: CInt
    private let range: Range<Int>
    private let path: FilePath
    /// In the file.
    private var position: Int
    // Stays in its place while libarchive reads it.
    private let block: UnsafeMutableRawBufferPointer
    /// What kept a read from being done.
    private(set) var failure: FileError?

    init(descriptor: CInt, range: Range<Int>, path: FilePath) {
        self.descriptor = descriptor
        self.range = range
        self.path = path
        position = range.lowerBound
        block = .allocate(byteCount: Self.blockByteCount, alignment: 1)
    }

    deinit { block.deallocate() }

    /// Lets an archive be read from here; this value must live as long as the archive.
    func attach(to handle: OpaquePointer) -> Bool {
        archive_read_set_read_callback(handle) { handle, context, target in
            guard let handle, let context, let target else { return Int(ARCHIVE_FATAL) }
            let source = Unmanaged<ArchiveSource>.fromOpaque(context).takeUnretainedValue()
            target.pointee = UnsafeRawPointer(source.block.baseAddress)
            return source.read(for: handle)
        }
        archive_read_set_skip_callback(handle) { _, context, count in
            guard let context else { return 0 }
            return Unmanaged<ArchiveSource>.fromOpaque(context).takeUnretainedValue().skip(count)
        }
        archive_read_set_seek_callback(handle) { _, context, offset, origin in
            guard let context else { return Int64(ARCHIVE_FATAL) }
            return Unmanaged<ArchiveSource>.fromOpaque(context).takeUnretainedValue().seek(offset, origin)
        }
        archive_read_set_callback_data(handle, Unmanaged.passUnretained(self).toOpaque())
        return archive_read_open1(handle) == ARCHIVE_OK
    }

    private func read(for handle: OpaquePointer) -> Int {
        let end = min(range.upperBound, position + block.count)
        while true {
            let count = pread(descriptor, block.baseAddress, end - position, off_t(position))
            if count >= 0 {
                position += count
                return count
            }
            if errno == EINTR { continue }
            let error = FileError.current("read", path)
            failure = error
            benchd_archive_fail(handle, error.errno)
            return Int(ARCHIVE_FATAL)
        }
    }

    private func skip(_ count: Int64) -> Int64 {
        let step = min(max(0, Int(clamping: count)), range.upperBound - position)
        position += step
        return Int64(step)
    }

    private func seek(_ offset: Int64, _ origin: CInt) -> Int64 {
        let start: Int
        switch origin {
        case SEEK_SET: start = range.lowerBound
        case SEEK_CUR: start = position
        case SEEK_END: start = range.upperBound
        default: return Int64(ARCHIVE_FATAL)
        }
        let (target, overflows) = start.addingReportingOverflow(Int(clamping: offset))
        guard !overflows, target >= range.lowerBound, target <= range.upperBound else {
            return Int64(ARCHIVE_FAILED)
        }
        position = target
        return Int64(target - range.lowerBound)
    }
}
