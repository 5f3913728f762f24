package import System

/// What becomes of words about a run that came without its report (docs/drop-protocol.md, "What people say of the run").
package enum LateMark: Equatable {
    case attach
    /// The run has these very words: the last process ended before it could remove the file, or it was sent again.
    case isAttached
    case belongsToNoRun

    /// Decides over words and the last run that was filed from the path of their report.
    package static func decide(
        mark: RunMark, run: FiledRun, at now: Timestamp, within limit: Duration
    ) -> LateMark {
        if run.mark != RunMark() { return run.mark == mark ? .isAttached : .belongsToNoRun }
        return run.receipt.isRecent(at: now, within: limit) ? .attach : .belongsToNoRun
    }
}
