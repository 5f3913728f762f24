import Glibc

/// A part of an open file; the file stays open as long as a slice of it lives.
struct FileSlice: Sendable {
    /// The open file.
    let file: OpenFile
    /// The first byte's position in the file.
    let offset: UInt64
    /// The number of bytes.
    let length: UInt64

    /// A slice of a file that has at least `offset + length` bytes.
    init(file: OpenFile, offset: UInt64 = 0, length: UInt64) {
        self.file = file
        self.offset = offset
        self.length = length
    }

    /// A part of this slice, by positions within it.
    func part(_ range: Range<UInt64>) -> FileSlice {
        FileSlice(file: file, offset: offset + range.lowerBound, length: UInt64(range.count))
    }
}

/// A file open for reading, closed with its last reference.
final class OpenFile: Sendable {
    private let descriptor: CInt

    /// Takes over a descriptor that the caller opened for reading.
    init(takingOver descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// Reads at a position without moving any; fewer bytes only at the end, nil after an error (pread(2)).
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int? {
        var count = 0
        while count < buffer.count {
            let result = pread(
                descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count,
                off_t(offset) + count)
            if result < 0, errno == EINTR { continue }
            if result < 0 { return nil }
            if result == 0 { break }
            count += result
        }
        return count
    }

    /// A second descriptor of the same open file, for an owner that closes it; nil when there is none left.
    func duplicate() -> CInt? {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        return duplicate < 0 ? nil : duplicate
    }
}
