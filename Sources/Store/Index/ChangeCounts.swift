import Model
import Synchronization

/// How often what is known of each run has changed since the start; safe from any thread.
///
/// Many runs share few counts, so a run may seem to have changed when another has.
final class ChangeCounts: Sendable {
    private static let count = 4096

    private struct State {
        var total: UInt64 = 0
        var counts = [UInt64](repeating: 0, count: ChangeCounts.count)
    }

    private let state = Mutex(State())

    /// The changes of all runs.
    var total: UInt64 { state.withLock(\.total) }

    /// The changes of a run, and of those that share its count.
    subscript(id: RunID) -> UInt64 {
        let place = Self.place(id)
        return state.withLock { $0.counts[place] }
    }

    /// Notes a change.
    func note(_ id: RunID) {
        let place = Self.place(id)
        state.withLock { state in
            state.total &+= 1
            state.counts[place] &+= 1
        }
    }

    /// Notes that every run may have changed.
    func noteAll() {
        state.withLock { state in
            state.total &+= 1
            for place in state.counts.indices { state.counts[place] &+= 1 }
        }
    }

    private static func place(_ id: RunID) -> Int { Int(UInt(bitPattern: id.hashValue) % UInt(count)) }
}
