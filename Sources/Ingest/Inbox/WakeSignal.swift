import CLinux
import Glibc
import Store

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
        _ = write(descriptor.raw, &one, 8)
    }

    /// Sleeps until a signal, until `other` is readable, or for `timeout`; nil waits for ever.
    func wait(_ other: CInt?, timeout: Duration?) {
        var polled = [pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0)]
        if let other { polled.append(pollfd(fd: other, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&polled, nfds_t(polled.count), timeout.map(Self.milliseconds) ?? -1)
        var count: UInt64 = 0
        if polled[0].revents != 0 { _ = read(descriptor.raw, &count, 8) }
    }

    /// Rounded up, so that a sleeper never wakes just before its instant.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        if seconds >= 1_000_000 { return 1_000_000_000 }
        return max(0, Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
