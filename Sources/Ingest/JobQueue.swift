import Glibc
import Synchronization

/// Hands work to the one thread that takes it.
final class JobQueue<Job: Sendable>: Sendable {
    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let signal: JobSignal

    init() {
        signal = JobSignal()
    }

    /// Adds work; false where the queue is closed.
    func add(_ jobs: [Job]) -> Bool {
        let isTaken = state.withLock { state in
            if !state.isClosed { state.jobs += jobs }
            return !state.isClosed
        }
        if isTaken && !jobs.isEmpty { signal.send() }
        return isTaken
    }

    /// Takes all work there is, waiting for some; nil when the queue is closed and empty.
    func takeAll() -> [Job]? {
        while true {
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs.removeAll() }
                return (state.jobs, state.isClosed)
            }
            if !jobs.isEmpty { return jobs }
            if isClosed { return nil }
            signal.wait()
        }
    }

    /// Takes no more; what was added is still done.
    func close() {
        state.withLock { $0.isClosed = true }
        signal.send()
    }
}

/// A counting semaphore (sem_overview(7)).
private final class JobSignal: @unchecked Sendable {
    // Safe: sem_t is made for use from several threads, and its address never changes.
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func send() { sem_post(semaphore) }

    func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
