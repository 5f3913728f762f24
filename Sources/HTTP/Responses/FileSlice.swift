import System

/// A part of an open file, or of bytes in memory, which stays open as long as a slice of it lives.
package struct FileSlice: Sendable {
    /// Where the bytes are.
    enum Source: Sendable {
        case file(OpenFile)
        case memory(SharedBytes)
    }

    let source: Source
    /// The first byte's position in the source.
    let offset: UInt64
    /// The number of bytes.
    let length: UInt64

    /// A slice of a file that has at least `offset + length` bytes.
    package init(file: OpenFile, offset: UInt64 = 0, length: UInt64) {
        self.init(source: .file(file), offset: offset, length: length)
    }

    /// All of some bytes.
    package init(_ bytes: SharedBytes) {
        self.init(source: .memory(bytes), offset: 0, length: UInt64(bytes.memory.count))
    }

    /// A copy of bytes.
    init(_ bytes: [UInt8]) { self.init(SharedBytes(bytes)) }

    private init(source: Source, offset: UInt64, length: UInt64) {
        self.source = source
        self.offset = offset
        self.length = length
    }

    /// All of its bytes; nil where they cannot be read.
    var bytes: [UInt8]? {
        var isRead = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(clamping: length)) { buffer, count in
            isRead = fill(UnsafeMutableRawBufferPointer(buffer), at: 0)
            count = isRead ? buffer.count : 0
        }
        return isRead ? bytes : nil
    }

    /// Fills a buffer with what lies at a position within the slice; false where the bytes end before, cannot be read, or must
    /// not be sent.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, at position: UInt64) -> Bool {
        guard position <= length, UInt64(buffer.count) <= length - position else { return false }
        switch source {
        case .file(let file): return file.fill(buffer, at: offset + position)
        case .memory(let bytes):
            let start = Int(offset + position)
            buffer.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes.memory[start..<start + buffer.count]))
            return true
        }
    }

    /// Whether filling from a range, by positions within it, waits for nothing.
    func isNear(_ range: Range<UInt64>) -> Bool {
        guard case .file(let file) = source, let distance = file.distance else { return true }
        return distance.isNear(offset + range.lowerBound..<offset + range.upperBound)
    }

    /// Has the bytes of a range come near; returns when they are, or cannot be had.
    func fetch(_ range: Range<UInt64>) {
        guard case .file(let file) = source, let distance = file.distance else { return }
        distance.fetch(offset + range.lowerBound..<offset + range.upperBound)
    }

    /// A part of this slice, by positions within it.
    func part(_ range: Range<UInt64>) -> FileSlice {
        FileSlice(source: source, offset: offset + range.lowerBound, length: UInt64(range.count))
    }
}

/// Bytes that are sent piece by piece, such as those of an open file; what they hold open is closed with the last reference.
package final class OpenFile: Sendable {
    /// Fills a buffer with what lies at a position; false where the bytes end before, cannot be read, or must not be sent.
    package typealias Fill = @Sendable (_ buffer: UnsafeMutableRawBufferPointer, _ offset: UInt64) -> Bool

    /// How bytes come near that lie in another place, such as a database.
    package struct Distance: Sendable {
        let isNear: @Sendable (Range<UInt64>) -> Bool
        let fetch: @Sendable (Range<UInt64>) -> Void

        /// - Parameters:
        ///   - isNear: Whether filling from a range waits for nothing.
        ///   - fetch: Has the bytes of a range come near, and returns when they are, or cannot be had.
        package init(
            isNear: @escaping @Sendable (Range<UInt64>) -> Bool,
            fetch: @escaping @Sendable (Range<UInt64>) -> Void
        ) {
            (self.isNear, self.fetch) = (isNear, fetch)
        }
    }

    private let fill: Fill
    let distance: Distance?

    /// Bytes that `fill` reads, from any thread; nil where they are always near.
    package init(_ distance: Distance? = nil, _ fill: @escaping Fill) {
        (self.distance, self.fill) = (distance, fill)
    }

    /// Takes over a descriptor that the caller opened for reading.
    package convenience init(takingOver descriptor: CInt) {
        let file = Descriptor(descriptor)
        self.init { buffer, offset in
            guard let position = Int(exactly: offset) else { return false }
            return OwnedDescriptor.read(file.raw, at: position, into: buffer) == buffer.count
        }
    }

    /// Fills a buffer with what lies at a position; false where the bytes end before, cannot be read, or must not be sent.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool { fill(buffer, offset) }

    /// A descriptor that closures share.
    private final class Descriptor: Sendable {
        private let owned: OwnedDescriptor

        init(_ descriptor: CInt) { owned = OwnedDescriptor(descriptor) }

        var raw: CInt { owned.raw }
    }
}
