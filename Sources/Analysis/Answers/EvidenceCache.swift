import Model
import Synchronization
import System

/// Keeps the evidence of the rigs that were asked about last, while the library is the same.
package final class EvidenceCache: Sendable {
    struct Key: Hashable {
        let rigs: [String]
        /// Benchmark, filesystem and metric of a trend; empty where all cells teach.
        var cell: [String] = []
        let asOf: Timestamp
        let revision: UInt64
    }

    /// A full rack's evidence takes some megabytes.
    private static let limit = 4
    private static let markedLimit = 400

    private let marked = Mutex<(revision: UInt64, findings: [RunID: [Finding]])>((0, [:]))
    private let kept = Mutex<[(key: Key, evidence: Evidence)]>([])

    /// A cache of nothing.
    package init() {}

    /// What the audit doubts in a run; nil where that is not kept.
    func findings(of run: RunID, _ revision: UInt64) -> [Finding]? {
        marked.withLock { $0.revision == revision ? $0.findings[run] : nil }
    }

    /// Keeps what the audit doubts in a run, in all of at most a few hundred.
    func keep(_ findings: [Finding], of run: RunID, _ revision: UInt64) {
        marked.withLock { marked in
            if marked.revision != revision || marked.findings.count >= Self.markedLimit {
                marked = (revision, [:])
            }
            marked.findings[run] = findings
        }
    }

    subscript(key: Key) -> Evidence? {
        get {
            kept.withLock { kept in
                guard let place = kept.firstIndex(where: { $0.key == key }) else { return nil }
                let found = kept.remove(at: place)
                kept.append(found)
                return found.evidence
            }
        }
        set {
            guard let newValue else { return }
            kept.withLock { kept in
                kept.removeAll { $0.key == key || $0.key.revision != key.revision }
                kept.append((key, newValue))
                if kept.count > Self.limit { kept.removeFirst() }
            }
        }
    }
}
