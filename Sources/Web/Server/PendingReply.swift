import Synchronization

/// The response to a suspended request, which any thread may give.
final class PendingReply: Sendable {
    private struct State {
        var response: Response?
        /// The connection to resume; nil while it is not suspended.
        var suspended: Connection?
    }

    /// What is sent if the server stops before there is a response.
    let fallback: Response

    private let state = Mutex(State())

    init(fallback: Response) {
        self.fallback = fallback
    }

    /// The response, once there is one.
    var response: Response? { state.withLock { $0.response } }

    /// Suspends a connection until there is a response; does nothing when there is one already.
    func suspend(_ connection: Connection) {
        state.withLock { state in
            guard state.response == nil else { return }
            connection.suspend()
            state.suspended = connection
        }
    }

    /// Gives the response and resumes the connection; only the first response counts.
    func fulfil(_ response: Response) {
        // Resuming under the lock orders it after suspending, and before a stopping server takes the daemon down.
        state.withLock { state in
            guard state.response == nil else { return }
            state.response = response
            state.suspended?.resume()
            state.suspended = nil
        }
    }
}
