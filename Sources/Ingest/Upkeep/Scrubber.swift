import CLinux
import Model
import System

/// Reads filed files again, on a thread of its own: at once those that have changed, and every other once in a period,
/// so that damage is noticed also where nobody reads; and computes runs again of which the rules have changed.
final class Scrubber: Sendable {
    private let jobs: JobQueue<RunID>
    private let thread: WorkThread
    private let stopping = Cancellation()

    /// Starts; with a plan without a period only what has changed is read.
    ///
    /// - Throws: `FileError` where there is no thread or descriptor left.
    init(
        files: any FileVerification & AnalysisUpkeep, plan: ScrubPlan, filing: FilingActivity,
        log: @escaping LogSink
    ) throws(FileError) {
        let jobs = try JobQueue<RunID>()
        thread = try WorkThread(name: "benchd-scrub") { [stopping] in
            benchd_yield_to_others()
            var loop = ScrubLoop(files: files, plan: plan, filing: filing, stopping: stopping, log: log)
            var analyses = AnalysisLoop(runs: files, stopping: stopping, log: log)
            while let doubts = jobs.takeAll(
                until: [loop.nextStep, analyses.nextStep].compactMap(\.self).min())
            {
                loop.step(doubts)
                analyses.step()
            }
        }
        self.jobs = jobs
        files.whenDoubtful { id in
            // A queue that is closed takes none: the next start looks at every file.
            _ = jobs.add([id])
        }
    }

    /// Ends within a step of reading, and returns when the thread has ended.
    func stop() {
        stopping.cancel()
        jobs.close()
        thread.join()
    }
}

/// What the scrub does next; used by its thread alone.
private struct ScrubLoop {
    let files: any FileVerification
    let plan: ScrubPlan
    let filing: FilingActivity
    let stopping: Cancellation
    let log: LogSink
    /// When `step` is to be called next, where no file is doubted before; nil for never.
    private(set) var nextStep: ContinuousClock.Instant?

    init(
        files: any FileVerification, plan: ScrubPlan, filing: FilingActivity, stopping: Cancellation,
        log: @escaping LogSink
    ) {
        self.files = files
        self.plan = plan
        self.filing = filing
        self.stopping = stopping
        self.log = log
        nextStep = plan.period.map { _ in .now }
    }

    /// Reads the runs that are doubted, and the one that is due.
    mutating func step(_ doubts: [RunID]) {
        var failed = false
        for id in Set(doubts) where !stopping.isCancelled { failed = !verify(id, isDue: false) || failed }
        guard !stopping.isCancelled, let next = nextStep, next <= .now else { return }
        nextStep = .now + (failed ? ScrubPlan.pauseAfterFailure : readDue())
    }

    /// Reads the run that is due, and returns how long to wait for the next one.
    private func readDue() -> Duration {
        do {
            let longest = try files.longestUnread()
            let wait = plan.wait(sinceRead: longest?.read, now: .now())
            // A library that is empty now is looked at again.
            guard let wait, let longest else { return plan.period ?? ScrubPlan.pauseAfterFailure }
            if wait > .zero { return wait }
            guard filing.isQuiet(for: ScrubPlan.quiet) else { return ScrubPlan.quiet }
            return verify(longest.id, isDue: true) ? ScrubPlan.pause : ScrubPlan.pauseAfterFailure
        } catch {
            log(.warning, "the scrub cannot find the file that is due: \(error)")
            return ScrubPlan.pauseAfterFailure
        }
    }

    /// Reads a run, one that is due slowly and from the disk; false where the trouble is not the run's.
    private func verify(_ id: RunID, isDue: Bool) -> Bool {
        do {
            try files.verify(id, isFromDisk: isDue) { byteCount in
                if isDue { ScrubPlan.sleep(after: byteCount) }
                return !stopping.isCancelled
            }
            return true
        } catch {
            log(.warning, "cannot verify the run \(id): \(error)")
            return false
        }
    }
}
