import Glibc
import Synchronization
import System

/// Connections to one database: a few at most, each one thread's at a time, made again after growing pauses where that fails.
///
/// Safe from any thread.
final class PostgresPool: Sendable {
    /// How many statements run at the same time at most; further callers wait.
    private static let limit = 8
    /// How long a statement may take that waits for nobody.
    static let patience = Duration.seconds(20)
    /// After so many failures one after the other, and a pause that has doubled with each.
    private static let pauses: [Duration] = [
        .zero, .milliseconds(100), .milliseconds(400), .seconds(1), .seconds(3),
    ]

    let place: PostgresPlace
    private let library: PostgresLibrary
    private let givenUpCommits = GivenUpCommits()
    private let state = Mutex(State())

    /// A connection that is one thread's at a time.
    // Unchecked because whoever takes it out of `idle` is alone with it until it is put back.
    private final class Held: @unchecked Sendable {
        let connection: PostgresConnection

        init(_ connection: PostgresConnection) { self.connection = connection }
    }

    private struct State {
        var idle: [Held] = []
        var openCount = 0
        /// Who waits for a connection, the first first.
        var waiting: [Waker] = []
        var failureCount = 0
        var nextAttempt = ContinuousClock.now
        var reason = ""
    }

    /// A pool without connections.
    init(_ place: PostgresPlace, _ library: PostgresLibrary) {
        (self.place, self.library) = (place, library)
    }

    /// Runs `body` with a connection; one that was lost meanwhile is closed.
    ///
    /// - Throws: `PostgresError`, at once while a pause after a failure lasts.
    func with<Result>(
        _ body: (PostgresConnection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        let held = try take()
        defer { giveBack(held) }
        return try body(held.connection)
    }

    /// A connection outside of the pool, for whoever keeps it.
    ///
    /// - Throws: `PostgresError`; the callers of `with` fail at once for a while then.
    func connect() throws(PostgresError) -> PostgresConnection {
        do {
            let connection = try PostgresConnection(place, library, givenUpCommits)
            try PostgresSession.prepare(connection)
            try PostgresSchema.expectKnown(connection)
            state.withLock { ($0.failureCount, $0.nextAttempt) = (0, .now) }
            return connection
        } catch {
            state.withLock { state in
                state.failureCount += 1
                state.reason = error.reason
                state.nextAttempt = .now + Self.pauses[min(state.failureCount, Self.pauses.count) - 1]
            }
            throw error
        }
    }

    private func take() throws(PostgresError) -> Held {
        while true {
            var waker: Waker?
            let (held, mayOpen, refusal) = state.withLock { state -> (Held?, Bool, String?) in
                if let held = state.idle.popLast() { return (held, false, nil) }
                if state.openCount < Self.limit {
                    guard state.nextAttempt <= .now else { return (nil, false, state.reason) }
                    state.openCount += 1
                    return (nil, true, nil)
                }
                // Without a descriptor for it nobody would wake this thread: it looks again by itself.
                waker = try? Waker()
                if let waker { state.waiting.append(waker) }
                return (nil, false, nil)
            }
            if let refusal { throw .unreachable(refusal) }
            if let held {
                // The server may have closed it while nobody used it.
                if !held.connection.isDisturbed { return held }
                state.withLock { $0.openCount -= 1 }
                continue
            }
            guard mayOpen else {
                waker?.wait(atMost: .milliseconds(100))
                continue
            }
            do {
                return Held(try connect())
            } catch {
                release()
                throw error
            }
        }
    }

    private func giveBack(_ held: Held) {
        guard held.connection.fault == nil, !held.connection.isLarge else { return release() }
        let waker = state.withLock { state in
            state.idle.append(held)
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        waker?.wake()
    }

    private func release() {
        let waker = state.withLock { state in
            state.openCount -= 1
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        waker?.wake()
    }
}

extension PostgresPool {
    /// Runs one statement in a transaction of its own that only reads, or may be done twice.
    ///
    /// - Throws: `PostgresError`.
    func rows(_ sql: String, _ values: [PostgresStatement.Value] = []) throws(PostgresError) -> [PostgresRow]
    {
        try with { (connection) throws(PostgresError) in try connection.rows(sql, values) }
    }
}

extension PostgresConnection {
    /// Whether the server has sent something that nobody has asked for, as it does when it ends a session.
    ///
    /// libpq notices the end of a connection only after the server's last words, so that it looks sound once more.
    fileprivate var isDisturbed: Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return fault != nil || poll(&polled, 1, 0) != 0
    }

    /// The rows of one statement.
    ///
    /// - Throws: `PostgresError`.
    func rows(
        _ sql: String, _ values: [PostgresStatement.Value] = [], patience: Duration = PostgresPool.patience
    ) throws(PostgresError) -> [PostgresRow] {
        try run([PostgresStatement(sql, values)], patience: patience).first ?? []
    }
}
