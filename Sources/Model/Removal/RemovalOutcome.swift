/// What became of the removal of a run.
package enum RemovalOutcome: Equatable, Sendable {
    case removed(RunID)
    /// It was removed before.
    case wasRemoved(RunID)
    case noRun(RunID)
    case pinned(RunID)
    /// Whether it is pinned is not known, since the file of its notes is damaged.
    case damagedNotes(RunID, Damage)

    /// Why the run was not removed, in one sentence without a full stop; nil where it is gone.
    package var refusal: String? {
        switch self {
        case .removed, .wasRemoved: nil
        case .noRun(let id): "there is no run \(id)"
        case .pinned(let id): "the run \(id) is pinned; benchd pin --undo \(id) lets it go"
        case .damagedNotes(_, let damage): "\(damage); repair or remove it first"
        }
    }
}
