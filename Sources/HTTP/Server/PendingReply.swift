import Synchronization

/// What is sent to a suspended request, which any thread may give.
final class PendingReply: Sendable {
    private struct State {
        var outgoing: Outgoing?
        /// The connection to resume; nil while it is not suspended.
        var suspended: Connection?
    }

    /// What is sent if the server stops before there is a reply.
    let fallback: Outgoing

    private let state = Mutex(State())

    init(fallback: Outgoing) {
        self.fallback = fallback
    }

    /// What is to be sent, once it is known.
    var outgoing: Outgoing? { state.withLock { $0.outgoing } }

    /// Whether the client has ended its side, or is gone, while it waits.
    var isAbandoned: Bool { state.withLock { $0.suspended?.clientHasEnded ?? false } }

    /// Whether there is a reply already.
    var isFulfilled: Bool { state.withLock { $0.outgoing != nil } }

    /// Suspends a connection until there is a reply; does nothing when there is one already.
    func suspend(_ connection: Connection) {
        state.withLock { state in
            guard state.outgoing == nil else { return }
            connection.suspend()
            state.suspended = connection
        }
    }

    /// Gives the reply and resumes the connection; only the first one counts.
    func fulfil(_ outgoing: Outgoing) {
        // Resuming under the lock orders it after suspending, and before a stopping server takes the daemon down.
        state.withLock { state in
            guard state.outgoing == nil else { return }
            state.outgoing = outgoing
            state.suspended?.resume()
            state.suspended = nil
        }
    }
}
