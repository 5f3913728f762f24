// Its headers are where the constants of recv(2) come in.
import CMicroHTTPD
import Glibc
import Synchronization
import System

/// Sockets of clients that have their last answer but may still be sending.
///
/// A socket that is closed with unread bytes in it resets the connection, and a reset may overtake the answer. So what
/// comes is read and thrown away until the client ends, for some seconds at most (RFC 9112, section 9.6).
final class LingeringSockets: Sendable {
    private struct State {
        var deadlines: [CInt: ContinuousClock.Instant] = [:]
        var isStopped = false
    }

    private static let largestCount = 64

    private let duration: Duration
    private let state = Mutex(State())
    private let waker: Waker

    /// - Throws: `ServerError` when there is no descriptor left.
    init(for duration: Duration) throws(ServerError) {
        self.duration = duration
        waker = try ServerError.converting { () throws(FileError) in try Waker() }
    }

    /// Sends the last bytes that a connection has, past libmicrohttpd, which must close it then.
    ///
    /// What does not fit into the socket's buffer is lost; an answer to a mistake does.
    func sendLast(_ bytes: [UInt8], to descriptor: CInt) {
        _ = send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
        _ = shutdown(descriptor, CInt(SHUT_WR))
        keep(descriptor)
    }

    /// Keeps a connection's socket open beside its owner, who may close it; does nothing when there are too many, when there
    /// is no descriptor left, and after ``stop()``.
    func keep(_ descriptor: CInt) {
        let isKept = state.withLock { state in
            guard !state.isStopped, state.deadlines.count < Self.largestCount else { return false }
            let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            if own >= 0 { state.deadlines[own] = .now + duration }
            return own >= 0
        }
        if isKept { waker.wake() }
    }

    /// Reads until ``stop()``.
    func run() {
        while !state.withLock({ $0.isStopped }) {
            let deadlines = state.withLock { $0.deadlines }
            let timeout = deadlines.values.min().map { $0 - .now }
            let readable = waker.wait(atMost: timeout, or: deadlines.keys.map { .readable($0) })
            let ended = readable.filter(Self.isAtEnd)
            let overdue = deadlines.filter { $0.value <= .now }.keys
            close(Set(ended).union(overdue))
        }
        close(state.withLock { $0.deadlines.keys })
    }

    /// Lets ``run()`` return.
    func stop() {
        state.withLock { $0.isStopped = true }
        waker.wake()
    }

    private func close(_ descriptors: some Sequence<CInt>) {
        for descriptor in descriptors {
            state.withLock { _ = $0.deadlines.removeValue(forKey: descriptor) }
            _ = Glibc.close(descriptor)
        }
    }

    /// Reads once; true when nothing more will come.
    private static func isAtEnd(_ descriptor: CInt) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }
}
