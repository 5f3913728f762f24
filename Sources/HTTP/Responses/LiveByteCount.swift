import Synchronization

/// How many bytes in memory are shared by answers: those that are kept, and those that clients still read.
package final class LiveByteCount: Sendable {
    private let count = Mutex(0)

    /// No bytes.
    package init() {}

    /// The number now.
    package var value: Int { count.withLock { $0 } }

    /// Bytes that count until the last answer with them is sent.
    package func share(_ bytes: [UInt8]) -> SharedBytes {
        add(bytes.count)
        return SharedBytes(bytes) { [self] in add(-bytes.count) }
    }

    /// The bytes of a slice, that count in the same way; nil where they cannot be read.
    package func share(_ slice: FileSlice) -> SharedBytes? {
        let byteCount = Int(clamping: slice.length)
        add(byteCount)
        let bytes = SharedBytes(slice) { [self] in add(-byteCount) }
        if bytes == nil { add(-byteCount) }
        return bytes
    }

    private func add(_ byteCount: Int) { count.withLock { $0 += byteCount } }
}
