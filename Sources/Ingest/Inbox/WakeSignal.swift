import CLinux
import Glibc
import System

/// Wakes a thread that sleeps in poll(2) (eventfd(2)).
final class WakeSignal: Sendable {
    private let descriptor: OwnedDescriptor

    init() throws(FileError) {
        let raw = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard raw >= 0 else { throw .current("eventfd", "") }
        descriptor = OwnedDescriptor(raw)
    }

    /// Wakes the sleeper, from any thread.
    func send() {
        var one: UInt64 = 1
        // It fails where the counter is full, which wakes as well.
        _ = write(descriptor.raw, &one, 8)
    }

    /// Sleeps until a signal, until there are notices or mounts have changed, or for `timeout`; nil waits for ever.
    ///
    /// Returns whether mounts have changed.
    @discardableResult
    func wait(notices: CInt? = nil, mounts: CInt? = nil, timeout: Duration?) -> Bool {
        // A negative descriptor is passed over (poll(2)).
        var polled = [
            pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0),
            pollfd(fd: notices ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: mounts ?? -1, events: Int16(POLLPRI), revents: 0),
        ]
        guard poll(&polled, nfds_t(polled.count), timeout.map(Self.milliseconds) ?? -1) > 0 else {
            return false
        }
        var count: UInt64 = 0
        // Whoever is woken looks at everything, so the number does not matter.
        if polled[0].revents != 0 { _ = read(descriptor.raw, &count, 8) }
        return polled[2].revents != 0
    }

    /// Rounded up, so that a sleeper never wakes just before its instant.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        if seconds >= 1_000_000 { return 1_000_000_000 }
        // What is due for long: while the machine is suspended, this clock goes on.
        if seconds < 0 { return 0 }
        return max(0, Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
