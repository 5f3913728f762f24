import Glibc
import Synchronization

/// A number that only grows, for threads that wait until it has reached another; safe from any thread.
package final class Milestone: Sendable {
    private struct State {
        var reached: UInt64 = 0
        var waiting: [UInt64: [Waker]] = [:]
    }

    private let state = Mutex(State())

    /// A milestone at 0.
    package init() {}

    /// Raises the number, and ends the waits for it and for all below.
    package func reach(_ number: UInt64) {
        let wakers = state.withLock { state -> [Waker] in
            state.reached = max(state.reached, number)
            let due = state.waiting.filter { $0.key <= state.reached }
            for number in due.keys { state.waiting[number] = nil }
            return due.values.flatMap(\.self)
        }
        for waker in wakers { waker.wake() }
    }

    /// Waits until the number is reached; false where it is not within a time.
    package func wait(for number: UInt64, atMost duration: Duration) -> Bool {
        // Without a descriptor it looks again every few milliseconds.
        let waker = try? Waker()
        let isReached = state.withLock { state in
            if state.reached >= number { return true }
            if let waker { state.waiting[number, default: []].append(waker) }
            return false
        }
        if isReached { return true }
        let deadline = ContinuousClock.now + duration
        while state.withLock({ $0.reached < number }) {
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { return false }
            if let waker { waker.wait(atMost: rest) } else { usleep(2_000) }
        }
        return true
    }
}
