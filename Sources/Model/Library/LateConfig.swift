package import System

/// What becomes of a config that came without its report (docs/drop-protocol.md, "When a file is taken").
package enum LateConfig: Equatable {
    case attach
    /// The run has this very config: the last process ended before it could remove the file, or it was sent again.
    case isAttached
    case belongsToNoRun

    /// Decides over a config and the last run that was filed from the path of its report.
    package static func decide(
        config: Digest, run: Receipt, at now: Timestamp, within limit: Duration
    ) -> LateConfig {
        if let attached = run.config { return attached.digest == config ? .isAttached : .belongsToNoRun }
        return run.isRecent(at: now, within: limit) ? .attach : .belongsToNoRun
    }
}

extension Receipt {
    /// Whether the run was filed so short a time ago that something of its drop may still come.
    ///
    /// Only the wall clock survives a restart, and it can step. A run more than `limit` in the future does not count as
    /// recent.
    func isRecent(at now: Timestamp, within limit: Duration) -> Bool {
        let age = Duration.milliseconds(now.milliseconds - filed.milliseconds)
        return (Duration.zero - limit...limit).contains(age)
    }
}
