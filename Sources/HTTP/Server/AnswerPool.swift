import Synchronization
import System

/// A few threads that compute the answers which are too dear for the threads that send.
///
/// The work waits in a queue of fixed length. Work whose client seems to be gone comes last, and gives its place to another
/// when the queue is full.
final class AnswerPool: Sendable {
    /// One answer to compute.
    struct Work: Sendable {
        /// Computes and replies; called on a thread of the pool.
        let run: @Sendable () -> Void
        /// Replies that the server is busy; called on any thread.
        let refuse: @Sendable () -> Void
        /// Whether the client has ended its side or is gone.
        let isAbandoned: @Sendable () -> Bool
    }

    private struct State {
        var queue: [Work] = []
        var isStopped = false
        var runningThreads = 0
        /// How many threads have work.
        var workingThreads = 0

        /// Takes the oldest work whose client is there, else the oldest.
        mutating func takeNext() -> Work? {
            if queue.isEmpty { return nil }
            workingThreads += 1
            return queue.remove(at: queue.firstIndex { !$0.isAbandoned() } ?? 0)
        }
    }

    /// Two, so that one dear answer does not hold up all others and the machine's other cores stay free for ingest.
    static let threadCount = 2
    /// How many answers may wait; at a second for each, the last one waits half a minute.
    static let queueLimit = 64
    /// Freed memory above this is given back when there is nothing left to compute, in bytes.
    private static let keptByteCount = 1 << 20

    private let state = Mutex(State())
    private let turnstile: Turnstile
    private let ended: Waker

    /// Starts the threads.
    ///
    /// - Throws: `ServerError` when there are no descriptors or threads left.
    init() throws(ServerError) {
        turnstile = try Turnstile()
        ended = try ServerError.converting { () throws(FileError) in try Waker() }
        for _ in 1...Self.threadCount {
            state.withLock { $0.runningThreads += 1 }
            do throws(ServerError) {
                // Stopping counts them instead of joining them, because one may compute for longer than a stop may take.
                try ServerError.converting { () throws(FileError) in
                    try WorkThread(name: "benchd-answer") { [self] in run() }
                }.detach()
            } catch {
                state.withLock { $0.runningThreads -= 1 }
                stop(within: .zero)
                throw error
            }
        }
    }

    /// How much work waits.
    var waitingCount: Int { state.withLock { $0.queue.count } }

    /// Whether work that is added now would begin at once.
    var hasFreeThread: Bool {
        state.withLock { $0.queue.isEmpty && $0.workingThreads < $0.runningThreads && !$0.isStopped }
    }

    /// Queues work, or refuses it, or what is abandoned, when there is too much.
    func add(_ work: Work) {
        let refused = state.withLock { state -> Work? in
            if state.isStopped { return work }
            guard state.queue.count >= Self.queueLimit else {
                state.queue.append(work)
                return nil
            }
            guard let place = state.queue.firstIndex(where: { $0.isAbandoned() }) else { return work }
            state.queue.append(work)
            return state.queue.remove(at: place)
        }
        if let refused { refused.refuse() }
        turnstile.open()
    }

    /// Begins no more work, and waits for what is under way, for a time; what computes longer ends with the process.
    func stop(within duration: Duration) {
        let waiting = state.withLock { state in
            state.isStopped = true
            defer { state.queue = [] }
            return state.queue
        }
        for work in waiting { work.refuse() }
        for _ in 1...Self.threadCount { turnstile.open() }
        let end = ContinuousClock.now + duration
        while state.withLock({ $0.runningThreads > 0 }), .now < end { ended.wait(atMost: end - .now) }
    }

    private func run() {
        while let work = next() {
            work.run()
            let isIdle = state.withLock { state in
                state.workingThreads -= 1
                return state.queue.isEmpty
            }
            if isIdle { Memory.giveBack(above: Self.keptByteCount) }
        }
        state.withLock { $0.runningThreads -= 1 }
        ended.wake()
    }

    /// Waits for work; nil when the pool stops.
    private func next() -> Work? {
        while true {
            let (work, isStopped) = state.withLock { ($0.takeNext(), $0.isStopped) }
            if isStopped { return nil }
            if let work { return work }
            turnstile.pass()
        }
    }
}
