package import System

/// Which run the same bytes already are (docs/drop-protocol.md, "The same bytes again").
package enum Deduplication: Equatable {
    case new
    case duplicate(RunID)
    /// The report is a run without config: this is its late config.
    case attach(RunID)

    /// Decides over a drop by its config's digest and the runs with the same report, in the order filed.
    package static func decide(config: Digest?, twins: [RunTwin]) -> Deduplication {
        guard let config else { return twins.first.map { .duplicate($0.id) } ?? .new }
        if let same = twins.first(where: { $0.config == config }) { return .duplicate(same.id) }
        if let bare = twins.first(where: { $0.config == nil }) { return .attach(bare.id) }
        return .new
    }
}

/// What becomes of a config that came without its report (docs/drop-protocol.md, "When a file is taken").
package enum LateConfig: Equatable {
    case attach
    /// The run has this very config: the last process ended before it could remove the file, or it was sent again.
    case isAttached
    case belongsToNoRun

    /// Decides over a config and the last run that was filed from the path of its report.
    ///
    /// Only the wall clock survives a restart, and it can step.
    ///
    /// A run more than `limit` in the future does not count as recent.
    package static func decide(
        config: Digest, run: Receipt, at now: Timestamp, within limit: Duration
    ) -> LateConfig {
        if let attached = run.config { return attached.digest == config ? .isAttached : .belongsToNoRun }
        let age = Duration.milliseconds(now.milliseconds - run.filed.milliseconds)
        return (Duration.zero - limit...limit).contains(age) ? .attach : .belongsToNoRun
    }
}
