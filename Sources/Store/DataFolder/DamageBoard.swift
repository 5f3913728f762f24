import Model
import Synchronization
import System

/// The filed files that are known to be damaged; reports each once to the condition, so to log and health.
///
/// Safe from any thread.
final class DamageBoard: Sendable {
    /// More are not remembered: they are found again by each reading.
    static let limit = 1000

    private struct Key: Hashable {
        let id: RunID
        let part: FiledPart
    }

    /// How often something was found of runs.
    let changes = ChangeCounts()
    private let findings = Mutex<[Key: Soundness.Finding]>([:])
    private let condition: Condition

    init(condition: Condition) {
        self.condition = condition
    }

    /// What was found wrong with a file; nil where nothing is known.
    func finding(_ part: FiledPart, _ id: RunID) -> Soundness.Finding? {
        findings.withLock { $0[Key(id: id, part: part)] }
    }

    /// Notes what is wrong with a file.
    func note(_ damage: PartDamage, stamp: FileStamp?) {
        let isNoted = findings.withLock { findings in
            let key = Key(id: damage.id, part: damage.part)
            guard findings[key] != nil || findings.count < Self.limit else { return false }
            findings[key] = Soundness.Finding(reason: damage.damage.reason, stamp: stamp)
            return true
        }
        changes.note(damage.id)
        if isNoted {
            condition.set(.damage(damage.id, damage.part), to: damage.sentence)
        } else {
            condition.set(
                .furtherDamage,
                to: "More than \(Self.limit) filed files are damaged; benchd verify names all of them.")
        }
    }

    /// Notes that a file is whole, or is no more expected.
    func clear(_ part: FiledPart, _ id: RunID) {
        let (isCleared, isLast) = findings.withLock { findings in
            let found = findings.removeValue(forKey: Key(id: id, part: part))
            return (found != nil, findings.isEmpty)
        }
        if isCleared {
            changes.note(id)
            condition.set(.damage(id, part), to: nil)
        }
        if isLast { condition.set(.furtherDamage, to: nil) }
    }

    /// The runs that have damaged files, some of them where there are many.
    func runs(atMost count: Int) -> Set<RunID> {
        findings.withLock { Set($0.keys.prefix(count).map(\.id)) }
    }
}
