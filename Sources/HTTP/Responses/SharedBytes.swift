/// Bytes in memory that several answers are sent from at once, without a copy for each.
// Unchecked because of the pointer: what it points to is written once, before anyone else has it, and is freed with the last reference.
package final class SharedBytes: @unchecked Sendable {
    /// The bytes, as long as this object lives.
    let memory: UnsafeRawBufferPointer
    private let whenFreed: (@Sendable () -> Void)?

    /// Copies bytes; `whenFreed` is called with the last reference.
    package init(_ bytes: [UInt8], whenFreed: (@Sendable () -> Void)? = nil) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
        self.memory = UnsafeRawBufferPointer(memory)
        self.whenFreed = whenFreed
    }

    /// Reads bytes; nil where they cannot be read.
    init?(_ slice: FileSlice, whenFreed: (@Sendable () -> Void)?) {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(clamping: slice.length), alignment: 1)
        guard slice.fill(memory, at: 0) else {
            memory.deallocate()
            return nil
        }
        self.memory = UnsafeRawBufferPointer(memory)
        self.whenFreed = whenFreed
    }

    deinit {
        memory.deallocate()
        whenFreed?()
    }
}
