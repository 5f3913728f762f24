import Model
import Synchronization

/// Runs that were filed since someone looked, where other processes may have made their ids.
///
/// Such an id may be smaller than one that was judged before. Safe from any thread.
final class LateRuns: Sendable {
    /// More are those of a burst, which is judged by ids.
    private static let limit = 10_000

    private struct State {
        var runs: Set<RunID> = []
        /// Some that were judged: news of them may come afterwards.
        var judged: Set<RunID> = []
    }

    private let state = Mutex(State())

    /// Notes a run that was filed.
    func add(_ id: RunID) {
        state.withLock { state in
            if state.runs.count < Self.limit { state.runs.insert(id) }
        }
    }

    /// Notes runs that were judged.
    func noteJudged(_ ids: [RunID]) {
        state.withLock { state in
            if state.judged.count > Self.limit { state.judged = [] }
            state.judged.formUnion(ids)
        }
    }

    /// The runs up to an id that were not judged, in their order; none for nil.
    ///
    /// All are forgotten, since those after it are found by their ids.
    @discardableResult
    func take(upTo id: RunID?) -> [RunID] {
        let late = state.withLock { state in
            defer { state.runs = [] }
            return state.runs.subtracting(state.judged)
        }
        guard let id else { return [] }
        return late.filter { $0 <= id }.sorted()
    }
}
