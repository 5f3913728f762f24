import Synchronization
import System

/// The requests under way, so that the server can stop without cutting one that may still be answered.
final class InFlight: Sendable {
    private struct State {
        var requestCount = 0
        var replies: [ObjectIdentifier: PendingReply] = [:]
        var isStopping = false
        /// Whether nothing may wait for a reply any more.
        var isClosed = false
    }

    private let state = Mutex(State())
    private let waker: Waker

    /// - Throws: `ServerError` when there is no descriptor left.
    init() throws(ServerError) {
        waker = try ServerError.converting { () throws(FileError) in try Waker() }
    }

    /// Whether connections are to close after their current request.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Counts a request whose header has come; returns how many there are with it.
    func begin() -> Int {
        state.withLock { state in
            state.requestCount += 1
            return state.requestCount
        }
    }

    /// Takes a request out that is over, with the reply it waited for.
    func end(_ reply: PendingReply?) {
        let isLast = state.withLock { state in
            state.requestCount -= 1
            if let reply { state.replies[ObjectIdentifier(reply)] = nil }
            return state.isStopping && state.requestCount == 0
        }
        if isLast { waker.wake() }
    }

    /// Enters a reply before its connection is suspended; false when it is too late for that.
    func enter(_ reply: PendingReply) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.replies[ObjectIdentifier(reply)] = reply
            return true
        }
    }

    /// Lets connections close after their current request, and waits until all are over or the time is.
    func drain(within duration: Duration) {
        state.withLock { $0.isStopping = true }
        let end = ContinuousClock.now + duration
        while state.withLock({ $0.requestCount > 0 }), .now < end { waker.wait(atMost: end - .now) }
    }

    /// Gives all that still wait their fallback, and lets none wait from now on.
    func close() {
        let replies = state.withLock { state in
            state.isClosed = true
            return Array(state.replies.values)
        }
        for reply in replies { reply.fulfil(reply.fallback) }
    }
}
