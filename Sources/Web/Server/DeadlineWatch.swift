import CMicroHTTPD
import Glibc
import Synchronization

/// Cuts the connections that are too slow.
///
/// Its thread sleeps until the earliest deadline, and makes no system call while no connection has one.
final class DeadlineWatch: Sendable {
    private struct State {
        var table: DeadlineTable
        /// When the thread will look next; nil while it sleeps for ever.
        var nextLook: DeadlineTable.Instant?
        var isStopped = false
    }

    private let state: Mutex<State>
    private let wakeUp: WakeUp

    /// - Throws: `ServerError` when there is no descriptor left.
    init(limits: DeadlineLimits) throws(ServerError) {
        state = Mutex(State(table: DeadlineTable(limits: limits)))
        wakeUp = try WakeUp()
    }

    /// Notes a new connection, whose header is awaited.
    func open(_ id: DeadlineTable.ID, descriptor: CInt) {
        state.withLock { $0.table.open(id, descriptor: descriptor) }
        change(id, to: .sendingHeader)
    }

    /// Forgets a connection whose descriptor is about to be closed.
    func close(_ id: DeadlineTable.ID) {
        let mustLook = state.withLock { state in
            state.table.close(id)
            return state.table.isEmpty && state.nextLook != nil
        }
        if mustLook { wakeUp.signal() }
    }

    /// Notes what a connection does from now on.
    func change(_ id: DeadlineTable.ID, to activity: DeadlineTable.Activity) {
        let mustLook = state.withLock { state in
            let deadline = state.table.change(
                id, to: activity, at: .now, acknowledgedByteCount: benchd_bytes_acknowledged)
            guard let deadline else { return false }
            return state.nextLook.map { deadline < $0 } ?? true
        }
        if mustLook { wakeUp.signal() }
    }

    /// Notes that bytes of a request's body came.
    func addBodyBytes(_ count: Int, to id: DeadlineTable.ID) {
        state.withLock { $0.table.addBodyBytes(count, to: id) }
    }

    /// Watches until ``stop()``.
    func run() {
        while !state.withLock({ $0.isStopped }) { wakeUp.wait(atMost: cutOverdue()) }
    }

    /// Lets ``run()`` return.
    func stop() {
        state.withLock { $0.isStopped = true }
        wakeUp.signal()
    }

    /// Returns how long to sleep; nil while there is no deadline.
    private func cutOverdue() -> Duration? {
        state.withLock { state in
            let now = ContinuousClock.now
            let overdue = state.table.overdue(at: now, acknowledgedByteCount: benchd_bytes_acknowledged)
            // Under the lock, so that no descriptor here can have been closed and given to another connection.
            for descriptor in overdue { _ = shutdown(descriptor, CInt(SHUT_RDWR)) }
            state.nextLook = state.table.earliest
            return state.nextLook.map { $0 - now }
        }
    }
}
