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
