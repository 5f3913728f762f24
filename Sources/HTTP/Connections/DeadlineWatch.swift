import CMicroHTTPD
import Glibc
import Synchronization
import System

/// Cuts the connections that are too slow, and has those closed whose client has.
///
/// Its thread sleeps until the earliest deadline or the end of a client, and makes no system call meanwhile.
final class DeadlineWatch: Sendable {
    private struct State {
        var table: DeadlineTable
        /// When the thread will look next; nil while it sleeps for ever.
        var nextLook: DeadlineTable.Instant?
        /// The connections whose client has ended, with bytes of it left to read.
        var ended: Set<DeadlineTable.ID> = []
        var isStopped = false
    }

    private let state: Mutex<State>
    private let waker: Waker
    private let ends: PeerEnds
    /// Gets the connections with a stream whose client has ended.
    private let endStream: @Sendable (DeadlineTable.ID) -> Void

    /// When a client that has ended is looked at again.
    private static let pause = Duration.milliseconds(200)

    /// - Throws: `ServerError` when there is no descriptor left.
    init(
        limits: ServerLimits, endStream: @escaping @Sendable (DeadlineTable.ID) -> Void
    ) throws(ServerError) {
        self.endStream = endStream
        state = Mutex(State(table: DeadlineTable(limits: limits)))
        waker = try ServerError.converting { () throws(FileError) in try Waker() }
        ends = try PeerEnds()
    }

    /// Notes a new connection, whose header is awaited; where there are too many, idle ones give way.
    func open(_ id: DeadlineTable.ID, descriptor: CInt, address: String?) {
        let mustLook = state.withLock { state in
            let now = ContinuousClock.now
            state.table.open(id, descriptor: descriptor, address: address, at: now)
            ends.add(descriptor, id)
            // Under the lock, as in ``look()``.
            for descriptor in state.table.makeRoom(beside: id, at: now) {
                _ = shutdown(descriptor, CInt(SHUT_RDWR))
            }
            guard let deadline = state.table.deadline(of: id) else { return false }
            return state.nextLook.map { deadline < $0 } ?? true
        }
        if mustLook { waker.wake() }
    }

    /// Forgets a connection whose descriptor is about to be closed.
    func close(_ id: DeadlineTable.ID) {
        let mustLook = state.withLock { state in
            if let descriptor = state.table.descriptor(of: id) { ends.remove(descriptor) }
            state.ended.remove(id)
            state.table.close(id)
            return state.table.isEmpty && state.nextLook != nil
        }
        if mustLook { waker.wake() }
    }

    /// Notes what a connection does from now on.
    func change(_ id: DeadlineTable.ID, to activity: DeadlineTable.Activity) {
        let mustLook = state.withLock { state in
            let deadline = state.table.change(
                id, to: activity, at: .now, acknowledgedByteCount: benchd_bytes_acknowledged)
            guard let deadline else { return false }
            return state.nextLook.map { deadline < $0 } ?? true
        }
        if mustLook { waker.wake() }
    }

    /// Notes that bytes of a request's body came.
    func addBodyBytes(_ count: Int, to id: DeadlineTable.ID) {
        state.withLock { $0.table.addBodyBytes(count, to: id) }
    }

    /// The open connections by what they do.
    var counts: [DeadlineTable.Activity: Int] { state.withLock { $0.table.counts } }

    /// Watches until ``stop()``.
    func run() {
        while !state.withLock({ $0.isStopped }) {
            waker.wait(atMost: look(), or: [.readable(ends.descriptor)])
        }
    }

    /// Lets ``run()`` return.
    func stop() {
        state.withLock { $0.isStopped = true }
        waker.wake()
    }

    /// Returns how long to sleep; nil while there is nothing to wait for but an end.
    private func look() -> Duration? {
        let (pause, streaming) = state.withLock { state in
            let now = ContinuousClock.now
            let overdue = state.table.overdue(at: now, acknowledgedByteCount: benchd_bytes_acknowledged)
            // Under the lock, so that no descriptor and no id here can have been closed and given to another connection.
            for descriptor in overdue { _ = shutdown(descriptor, CInt(SHUT_RDWR)) }
            let ended = ends.take()
            state.ended.formUnion(ended)
            state.ended = state.ended.filter { id in
                state.table.descriptor(of: id).map { !PeerEnds.passOn($0) } ?? false
            }
            state.nextLook = [state.table.earliest, state.ended.isEmpty ? nil : now + Self.pause]
                .compactMap { $0 }.min()
            let streaming = ended.filter { state.table.activity(of: $0) == .streaming }
            return (state.nextLook.map { $0 - now }, streaming)
        }
        for id in streaming { endStream(id) }
        return pause
    }
}
