import CLinux
import Glibc

/// Lets as many waiting threads go on as it is told to (eventfd(2) as a semaphore).
final class Turnstile: Sendable {
    private let descriptor: CInt

    /// - Throws: `ServerError` when there is no descriptor left.
    init() throws(ServerError) {
        descriptor = eventfd(0, CInt(EFD_SEMAPHORE) | CInt(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .current("eventfd") }
    }

    // Nothing was written that a failed close could lose.
    deinit { _ = close(descriptor) }

    /// Lets one more thread go on, now or when it comes.
    func open() {
        var one: UInt64 = 1
        // It fails only where the counter is full: then nobody waits.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits to go on; it may return early.
    func pass() {
        var one: UInt64 = 0
        // A signal may end it early.
        _ = read(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}
