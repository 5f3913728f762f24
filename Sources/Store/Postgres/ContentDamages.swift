import Model
import Synchronization
import System

/// The contents that are known to be damaged; reports each once to the condition, so to log and health.
///
/// Safe from any thread.
final class ContentDamages: Sendable {
    private struct Key: Hashable {
        let id: RunID
        let part: FiledPart
    }

    /// More are not remembered: they are found again by each reading.
    private static let limit = 1000

    /// How often something was found of runs.
    let changes = ChangeCounts()
    private let reasons = Mutex<[Key: String]>([:])
    /// Runs whose rows cannot be read, and why.
    private let rows = Mutex<[RunID: String]>([:])
    private let condition: Condition

    init(_ condition: Condition) { self.condition = condition }

    /// What was found wrong; nil where nothing is known.
    func reason(_ part: FiledPart, _ id: RunID) -> String? {
        reasons.withLock { $0[Key(id: id, part: part)] }
    }

    /// Notes what is wrong, and returns the error for whoever reads.
    func note(_ place: ContentPlace, _ reason: String) -> LibraryError {
        let isNew = reasons.withLock { reasons in
            guard reasons.count < Self.limit else { return false }
            return reasons.updateValue(reason, forKey: Key(id: place.id, part: place.part)) == nil
        }
        if isNew {
            changes.note(place.id)
            condition.set(.damage(place.id, place.part), to: damage(place, reason).sentence)
        }
        return error(place, reason)
    }

    /// The error for whoever reads what is damaged.
    func error(_ place: ContentPlace, _ reason: String) -> LibraryError { .damaged(damage(place, reason)) }

    private func damage(_ place: ContentPlace, _ reason: String) -> PartDamage {
        let name = FilePath("the \(place.part.rawValue) \(place.file.digest) in the database")
        return PartDamage(id: place.id, part: place.part, damage: Damage(path: name, reason: reason))
    }

    /// Notes that a part is whole, or is no more expected.
    func clear(_ part: FiledPart, _ id: RunID) {
        let isCleared = reasons.withLock { $0.removeValue(forKey: Key(id: id, part: part)) != nil }
        if isCleared {
            changes.note(id)
            condition.set(.damage(id, part), to: nil)
        }
    }

    /// Notes that the row of a run cannot be read; the run stays as it was known.
    func noteRow(of id: RunID, _ reason: String) {
        let isNew = rows.withLock { rows in
            rows.count < Self.limit && rows.updateValue(reason, forKey: id) == nil
        }
        guard isNew else { return }
        condition.set(
            .damage(id, .report),
            to:
                "The run \(id) cannot be read from the database (\(reason)): what has changed of it is not shown;"
                + " restore its row in the table runs from a backup.")
    }

    /// Notes that the row of a run can be read, or is gone.
    func clearRow(of id: RunID) {
        let isCleared = rows.withLock { $0.removeValue(forKey: id) != nil }
        if isCleared { condition.set(.damage(id, .report), to: nil) }
    }

    /// The runs that have damaged parts.
    var runs: Set<RunID> { reasons.withLock { Set($0.keys.map(\.id)) } }
}
