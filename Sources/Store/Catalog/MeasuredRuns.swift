import Model
import Synchronization
import System

/// The runs that were measured last, kept while nothing of them changes; safe from any thread.
final class MeasuredRuns: Sendable {
    /// Bytes of all runs: those of one comparison, and some more.
    private static let byteLimit = 16 << 20

    struct Kept {
        let run: MeasuredRun
        let valueCount: Int
        /// The changes of the run before it was read.
        let changeCount: UInt64
    }

    private struct Key: Hashable {
        let id: RunID
        let isCompared: Bool
    }

    private let runs = Mutex(RecencyCache<Key, Kept>(byteLimit: MeasuredRuns.byteLimit))

    /// What was read of a run, by how often it has changed until now; nil where that is not kept.
    func run(_ id: RunID, _ values: ValueSelection, changeCount: UInt64) -> Kept? {
        guard let key = Self.key(id, values), let kept = runs.withLock({ $0.use(key) }) else { return nil }
        return kept.changeCount == changeCount ? kept : nil
    }

    /// Keeps all cells of a run.
    func keep(_ new: Kept, _ values: ValueSelection) {
        guard let key = Self.key(new.run.id, values) else { return }
        let byteCount = new.run.cells.count * MeasuredCell.usualByteCount
        let givenUp = runs.withLock { $0.put(new, as: key, byteCount: byteCount) }
        // Outside of the lock, because it takes time to free them.
        withExtendedLifetime(givenUp) {}
    }

    /// Only what is asked for over and over.
    private static func key(_ id: RunID, _ values: ValueSelection) -> Key? {
        switch values {
        case .compared: Key(id: id, isCompared: true)
        case .main: Key(id: id, isCompared: false)
        case .all, .named, .keyed: nil
        }
    }
}
