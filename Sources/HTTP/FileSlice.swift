import Glibc

/// A part of an open file; the file stays open as long as a slice of it lives.
package struct FileSlice: Sendable {
    /// The open file.
    let file: OpenFile
    /// The first byte's position in the file.
    let offset: UInt64
    /// The number of bytes.
    let length: UInt64

    /// A slice of a file that has at least `offset + length` bytes.
    package init(file: OpenFile, offset: UInt64 = 0, length: UInt64) {
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
package final class OpenFile: Sendable {
    /// Says after each piece whether it may be sent, from the descriptor and whether the piece is shorter than asked for.
    package typealias Check = @Sendable (_ descriptor: CInt, _ isShort: Bool) -> Bool

    private let descriptor: CInt
    private let check: Check?

    /// Takes over a descriptor that the caller opened for reading.
    package init(takingOver descriptor: CInt, check: Check? = nil) {
        self.descriptor = descriptor
        self.check = check
    }

    // Nothing was written that a failed close could lose.
    deinit { _ = close(descriptor) }

    /// Fills a buffer with what lies at a position; false where the file ends before, cannot be read, or is not what it was.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool {
        let isFull = read(into: buffer, at: offset) == buffer.count
        guard let check else { return isFull }
        return check(descriptor, !isFull) && isFull
    }

    /// Reads at a position without moving any; fewer bytes only at the end, nil after an error (pread(2)).
    private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int? {
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
}
