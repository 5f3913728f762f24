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

    /// The counts of all runs at this moment.
    struct Moment {
        fileprivate let counts: [UInt64]

        /// The changes of a run, and of those that share its count, until then.
        subscript(id: RunID) -> UInt64 { counts[ChangeCounts.place(id)] }
    }

    /// The counts of all runs now.
    var now: Moment { state.withLock { Moment(counts: $0.counts) } }

    /// Notes a change.
    func note(_ id: RunID) {
        let place = Self.place(id)
        state.withLock { state in
            state.total &+= 1
            state.counts[place] &+= 1
        }
    }

    /// Notes that what is known of the library as a whole has changed, and of no run.
    func noteWhole() { state.withLock { $0.total &+= 1 } }

    /// Notes that every run may have changed.
    func noteAll() {
        state.withLock { state in
            state.total &+= 1
            for place in state.counts.indices { state.counts[place] &+= 1 }
        }
    }

    fileprivate static func place(_ id: RunID) -> Int { Int(UInt(bitPattern: id.hashValue) % UInt(count)) }
}
