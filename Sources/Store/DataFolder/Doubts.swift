import Model
import Synchronization

/// The runs whose files have changed, for whoever reads them again; safe from any thread.
final class Doubts: Sendable {
    private struct State {
        var pending: Set<RunID> = []
        var handler: (@Sendable (RunID) -> Void)?
    }

    private let state = Mutex(State())

    /// Hands each run over once until it is settled, those of before too; `handler` is called on the thread that
    /// has the doubt.
    func hand(to handler: @escaping @Sendable (RunID) -> Void) {
        let pending = state.withLock { state in
            state.handler = handler
            return state.pending
        }
        for id in pending { handler(id) }
    }

    /// Notes a run whose files must be read again.
    func add(_ id: RunID) {
        let handler = state.withLock { $0.pending.insert(id).inserted ? $0.handler : nil }
        handler?(id)
    }

    /// A run is about to be read again: from now on, it may be doubted again.
    func settle(_ id: RunID) {
        state.withLock { _ = $0.pending.remove(id) }
    }
}
