import CLinux
import Glibc

/// Lets one thread sleep until another wakes it, or a descriptor has something for it (eventfd(2), poll(2)).
package final class Waker: Sendable {
    /// A descriptor that ends a sleep, and by what.
    package struct Interest: Sendable {
        package let descriptor: CInt
        fileprivate let events: CInt

        /// Something can be read.
        package static func readable(_ descriptor: CInt) -> Interest {
            Interest(descriptor: descriptor, events: POLLIN)
        }

        /// Something exceptional has happened, such as a change of /proc/self/mountinfo (proc(5)).
        package static func exceptional(_ descriptor: CInt) -> Interest {
            Interest(descriptor: descriptor, events: POLLPRI)
        }
    }

    private let descriptor: OwnedDescriptor

    /// - Throws: `FileError` when there is no descriptor left.
    package init() throws(FileError) {
        let raw = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
        guard raw >= 0 else { throw .current("eventfd", "") }
        descriptor = OwnedDescriptor(raw)
    }

    /// Ends the current or the next `wait`, from any thread.
    package func wake() {
        var one: UInt64 = 1
        // It fails where the counter is full, which wakes as well.
        _ = write(descriptor.raw, &one, 8)
    }

    /// Sleeps until it is woken, until a descriptor is of interest, or for a time, for ever without one; it may return early.
    ///
    /// - Returns: The descriptors that have something, or have failed, by then.
    @discardableResult
    package func wait(atMost duration: Duration?, or interests: [Interest] = []) -> Set<CInt> {
        var polled = [pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0)]
        polled += interests.map { pollfd(fd: $0.descriptor, events: Int16($0.events), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), duration.map(Self.milliseconds) ?? -1) > 0 else {
            return []
        }
        var count: UInt64 = 0
        // Whoever is woken looks at everything, so the number does not matter.
        if polled[0].revents != 0 { _ = read(descriptor.raw, &count, 8) }
        return Set(polled.dropFirst().filter { $0.revents != 0 }.map(\.fd))
    }

    /// Rounded up, so that a sleeper never wakes just before its instant; none where that is past, as after a suspension
    /// of the machine, during which this clock goes on.
    private static func milliseconds(_ duration: Duration) -> CInt {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        if seconds >= 1_000_000 { return 1_000_000_000 }
        return CInt(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
