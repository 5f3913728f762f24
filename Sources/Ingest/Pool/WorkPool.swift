import Glibc
import Synchronization
import System

/// Runs what takes time on threads of its own, each as long as its lane has work; any thread may add some.
final class WorkPool: Sendable {
    typealias Job = @Sendable () -> Void

    /// How much freed memory may stay with the process: an outline can take many times as much.
    private static let keptByteCount = 4 << 20

    private let plan = Mutex(LanePlan<Job>())
    private let idle: Waker
    private let looks = Mutex(LookPace())

    /// - Throws: `FileError` when there is no descriptor left.
    init() throws(FileError) {
        idle = try Waker()
    }

    /// Does a job as soon as its lane has room.
    func add(to lane: Lane, _ job: @escaping Job) {
        guard plan.withLock({ $0.add(job, to: lane) }) else { return }
        do {
            try WorkThread(name: "benchd-worker") { [self] in work(in: lane) }.detach()
        } catch {
            // Without a thread to be had it is done here: late is better than never.
            work(in: lane)
        }
    }

    /// Keeps no job and nothing that one holds once the pool is idle: who waits for that may end the process.
    private func work(in lane: Lane) {
        while let job = plan.withLock({ $0.next(in: lane) }) { job() }
        idle.wake()
        giveBackMemory()
    }

    /// Gives back what this thread has freed: the filing thread may have been done with an outline before.
    private func giveBackMemory() {
        // The thread that waits for a look looks for all.
        var due = looks.withLock { $0.due == nil ? $0.givingBack(above: Self.keptByteCount) : nil }
        while let next = due {
            let rest = ContinuousClock.now.duration(to: next) / .microseconds(1)
            usleep(useconds_t(min(max(rest, 1), 999_999)))
            due = looks.withLock { $0.givingBack(above: Self.keptByteCount) }
        }
    }

    /// Waits until nothing runs, and what the jobs held is let go.
    func drain() {
        while !plan.withLock(\.isIdle) { idle.wait(atMost: nil) }
    }
}
