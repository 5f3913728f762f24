import Model
import System

/// Computes runs again of which the rules have changed, one at a time; used by the scrub's thread alone.
struct AnalysisLoop {
    /// Between two runs, so that filing and answers have the disk and the catalog.
    private static let pause = Duration.milliseconds(20)
    /// While another daemon computes what is left, or has taken the same run a moment before.
    private static let pauseForOthers = Duration.milliseconds(200)
    /// After a failure of the storage.
    private static let pauseAfterFailure = Duration.seconds(60)

    private let runs: any AnalysisUpkeep
    private let stopping: Cancellation
    private let log: LogSink
    /// When `step` is to be called next; nil while no run is due.
    private(set) var nextStep: ContinuousClock.Instant? = .now
    private var count = 0

    init(runs: any AnalysisUpkeep, stopping: Cancellation, log: @escaping LogSink) {
        self.runs = runs
        self.stopping = stopping
        self.log = log
    }

    /// Computes the run that is due, if it is time.
    ///
    /// After a step without one, the next call looks again: a late config may have made one due.
    mutating func step() {
        guard !stopping.isCancelled, nextStep ?? .now <= .now else { return }
        do {
            guard let id = try runs.nextAnalysis() else { return finish() }
            let isDone = try runs.analyse(id, unless: stopping)
            if isDone { count += 1 }
            nextStep = .now + (isDone ? Self.pause : Self.pauseForOthers)
        } catch {
            if stopping.isCancelled { return }
            log(.warning, "cannot compute a run again, and tries again in a minute: \(error)")
            nextStep = .now + Self.pauseAfterFailure
        }
    }

    private mutating func finish() {
        nextStep = nil
        if count > 0 {
            log(
                .info,
                "computed \(ValueFormat.count(count, "run", "runs")) again by the rules of this version")
        }
        count = 0
    }
}
