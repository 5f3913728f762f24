import Synchronization
import System

/// Hands work to the one thread that takes it.
final class JobQueue<Job: Sendable>: Sendable {
    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let waker: Waker
    /// Answered whenever the thread looks for work, also while it may take none.
    let pulse = Pulse()

    /// - Throws: `FileError` when there is no descriptor left.
    init() throws(FileError) {
        waker = try Waker()
    }

    /// How many jobs wait.
    var count: Int { state.withLock { $0.jobs.count } }

    /// Adds work; false where the queue is closed.
    func add(_ jobs: [Job]) -> Bool {
        let isTaken = state.withLock { state in
            if !state.isClosed { state.jobs += jobs }
            return !state.isClosed
        }
        if isTaken && !jobs.isEmpty { waker.wake() }
        return isTaken
    }

    /// Takes all work there is, waiting for some until an instant; nil when the queue is closed and empty.
    ///
    /// While `isOpen` returns false nothing is taken, whatever the instant, until the queue is closed.
    func takeAll(
        until end: ContinuousClock.Instant?, while isOpen: () -> Bool = { true }
    ) -> [Job]? {
        while true {
            pulse.answer()
            guard isOpen() || state.withLock(\.isClosed) else {
                waker.wait(atMost: nil)
                continue
            }
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs.removeAll() }
                return (state.jobs, state.isClosed)
            }
            if !jobs.isEmpty { return jobs }
            if isClosed { return nil }
            if let end, end <= .now { return [] }
            waker.wait(atMost: end.map { ContinuousClock.now.duration(to: $0) })
        }
    }

    /// Asks the thread that takes the work for a sign of life.
    func askForPulse() {
        pulse.ask()
        waker.wake()
    }

    /// Takes no more; what was added is still done.
    func close() {
        state.withLock { $0.isClosed = true }
        waker.wake()
    }
}
