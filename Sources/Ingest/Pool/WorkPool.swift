import Synchronization
import System

/// Runs what takes time on threads of its own, each as long as its lane has work; any thread may add some.
final class WorkPool: Sendable {
    typealias Job = @Sendable () -> Void

    /// How much freed memory may stay with the process: an outline can take many times as much.
    private static let keptByteCount = 4 << 20

    private let plan = Mutex(LanePlan<Job>())
    private let idle: Waker

    /// - Throws: `FileError` when there is no descriptor left.
    init() throws(FileError) {
        idle = try Waker()
    }

    /// Does a job as soon as its lane has room.
    func add(to lane: Lane, _ job: @escaping Job) {
        guard let first = plan.withLock({ $0.add(job, to: lane) }) else { return }
        do {
            try WorkThread(name: "benchd-worker") { [self] in run(first, in: lane) }.detach()
        } catch {
            // Without a thread to be had it is done here: late is better than never.
            run(first, in: lane)
        }
    }

    private func run(_ first: Job, in lane: Lane) {
        first()
        while let next = plan.withLock({ $0.next(in: lane) }) { next() }
        // The filing thread may have been done with an outline before this thread let go of it.
        Memory.giveBack(above: Self.keptByteCount)
        idle.wake()
    }

    /// Waits until nothing runs.
    func drain() {
        while !plan.withLock(\.isIdle) { idle.wait(atMost: nil) }
    }
}
