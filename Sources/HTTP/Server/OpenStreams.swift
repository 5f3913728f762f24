import Synchronization

/// The streams that are being sent, by connection, so that they end with their client and with the server.
final class OpenStreams: Sendable {
    private struct State {
        var streams: [DeadlineTable.ID: EventStream] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Enters a stream before it is sent; false when it is too late for that.
    func add(_ stream: EventStream, of id: DeadlineTable.ID) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.streams[id] = stream
            return true
        }
    }

    /// Forgets the stream of a connection.
    func remove(_ id: DeadlineTable.ID) {
        state.withLock { $0.streams[id] = nil }
    }

    /// Ends the stream of a connection: libmicrohttpd does not notice the end of a client while its connection is suspended.
    func end(_ id: DeadlineTable.ID) {
        state.withLock { $0.streams[id] }?.end()
    }

    /// Ends all, and lets none begin.
    func close() {
        let streams = state.withLock { state in
            state.isClosed = true
            return Array(state.streams.values)
        }
        for stream in streams { stream.end() }
    }
}
