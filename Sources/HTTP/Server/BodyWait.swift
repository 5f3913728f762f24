import Synchronization

/// Has a connection wait, suspended, while a worker fetches the bytes that it sends next: no thread that sends may wait for them.
final class BodyWait: Sendable {
    private struct State {
        /// The connection to resume; nil while it is not suspended.
        var suspended: Connection?
        /// Whether it has waited since bytes were sent last.
        var hasWaited = false
        /// Whether no worker had time: then the thread of the connection fetches the next bytes.
        var isRefused = false
    }

    private let connection: Connection
    private let context: ServerContext
    private let state = Mutex(State())

    init(_ connection: Connection, _ context: ServerContext) {
        (self.connection, self.context) = (connection, context)
    }

    /// Suspends the connection unless the bytes of a range are near; its reader is called again when they are.
    ///
    /// - Returns: Whether it waits now; nil where it is too late for that.
    func begins(for range: Range<UInt64>, of slice: FileSlice) -> Bool? {
        let begun = state.withLock { state -> Bool? in
            if slice.isNear(range) || state.isRefused {
                state.isRefused = false
                return false
            }
            // It is entered first, so that a server that stops resumes it.
            guard context.bodyWaits.add(self) else { return nil }
            (state.suspended, state.hasWaited) = (connection, true)
            context.deadlines.change(connection.id, to: .waiting)
            connection.suspend()
            return true
        }
        switch begun {
        case true?: fetch(range, of: slice)
        case false?: endWaiting()
        case nil: break
        }
        return begun
    }

    /// From now on it depends on the client again how long it takes.
    private func endWaiting() {
        let hasWaited = state.withLock { state in
            defer { state.hasWaited = false }
            return state.hasWaited
        }
        if hasWaited { context.deadlines.change(connection.id, to: .receiving) }
    }

    private func fetch(_ range: Range<UInt64>, of slice: FileSlice) {
        context.pool.add(
            AnswerPool.Work(
                run: { [self] in
                    slice.fetch(range)
                    resume()
                },
                refuse: { [self] in
                    state.withLock { $0.isRefused = true }
                    resume()
                },
                isAbandoned: { [self] in state.withLock { $0.suspended?.clientHasEnded ?? false } }))
    }

    /// Has the connection go on, from any thread.
    func resume() {
        context.bodyWaits.remove(self)
        // Under the lock, which orders it after suspending.
        state.withLock { state in
            state.suspended?.resume()
            state.suspended = nil
        }
    }
}

/// The connections that wait for bytes, so that none is suspended when the server stops.
final class BodyWaits: Sendable {
    private struct State {
        var waits: [ObjectIdentifier: BodyWait] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Enters one before its connection is suspended; false when it is too late for that.
    func add(_ wait: BodyWait) -> Bool {
        state.withLock { state in
            if state.isClosed { return false }
            state.waits[ObjectIdentifier(wait)] = wait
            return true
        }
    }

    func remove(_ wait: BodyWait) {
        state.withLock { $0.waits[ObjectIdentifier(wait)] = nil }
    }

    /// Has all go on, and lets none wait from now on.
    func close() {
        let waits = state.withLock { state in
            state.isClosed = true
            return Array(state.waits.values)
        }
        for wait in waits { wait.resume() }
    }
}
