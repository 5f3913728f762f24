import Synchronization

/// Lets uploads be judged only so far ahead of their filing that what is kept of them stays small; safe from any thread.
///
/// Where a disk or a database holds up filing, what comes meanwhile stays on the disk, where it was spooled.
final class UploadTurns: Sendable {
    /// Begins the work of an upload; it must return soon.
    typealias Begin = @Sendable () -> Void

    private struct State {
        /// What those have in all that have begun and not ended.
        var sum = 0
        var waiting: [(size: Int, begin: Begin)] = []

        /// Takes the first that waits, where it has its turn; one that is alone always has.
        mutating func next(_ limit: Int) -> Begin? {
            guard let first = waiting.first, sum == 0 || sum + first.size <= limit else { return nil }
            waiting.removeFirst()
            sum += first.size
            return first.begin
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Turns for uploads whose sizes are `limit` in all.
    init(limit: Int) { self.limit = limit }

    /// Has `begin` called, now or when enough of those before have ended.
    ///
    /// A size is at least 1.
    func take(_ size: Int, _ begin: @escaping Begin) {
        state.withLock { $0.waiting.append((size, begin)) }
        beginNext()
    }

    /// An upload of this size has ended that had begun.
    func end(_ size: Int) {
        state.withLock { $0.sum -= size }
        beginNext()
    }

    private func beginNext() {
        while let begin = state.withLock({ $0.next(limit) }) { begin() }
    }
}
