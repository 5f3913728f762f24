import Model
import Synchronization

/// Keeps what the audit doubts in some runs, while the library is the same.
final class DoubtCache: Sendable {
    /// The most runs; a page of a trend looks at 50.
    private static let limit = 400

    private let kept = Mutex<(revision: UInt64, findings: [RunID: [Finding]])>((0, [:]))

    /// Nil for a run that is not kept.
    subscript(run: RunID, revision: UInt64) -> [Finding]? {
        get { kept.withLock { $0.revision == revision ? $0.findings[run] : nil } }
        set {
            kept.withLock { kept in
                if kept.revision != revision || kept.findings.count >= Self.limit { kept = (revision, [:]) }
                kept.findings[run] = newValue
            }
        }
    }
}
