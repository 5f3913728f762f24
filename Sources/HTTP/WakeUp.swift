import CLinux
import Glibc

/// Lets one thread sleep until another wakes it, without a system call in between.
final class WakeUp: Sendable {
    private let readEnd: CInt
    private let writeEnd: CInt

    /// - Throws: `ServerError` when there is no descriptor left.
    init() throws(ServerError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .current("pipe") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    // Nothing was written that a failed close could lose.
    deinit {
        _ = close(readEnd)
        _ = close(writeEnd)
    }

    /// Ends the current or the next ``wait(atMost:)``.
    func signal() {
        // A full pipe wakes as well.
        var byte: UInt8 = 0
        _ = write(writeEnd, &byte, 1)
    }

    /// Sleeps until a signal or for a time, for ever without one; it may return early.
    ///
    /// - Returns: The descriptors that can be read, or have failed, by then.
    @discardableResult
    func wait(atMost duration: Duration?, or descriptors: [CInt] = []) -> [CInt] {
        var entries = ([readEnd] + descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = poll(&entries, nfds_t(entries.count), duration.map(Self.milliseconds) ?? -1)
        var bytes = [UInt8](repeating: 0, count: 64)
        // An empty pipe means that something else has woken it.
        _ = read(readEnd, &bytes, bytes.count)
        return entries.dropFirst().filter { $0.revents != 0 }.map(\.fd)
    }

    /// Rounded up: waking too early would only mean to go on sleeping.
    private static func milliseconds(_ duration: Duration) -> CInt {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return CInt(clamping: min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
