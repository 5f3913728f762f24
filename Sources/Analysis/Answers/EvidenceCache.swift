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

    /// What the audit doubts in the runs of trends.
    let doubts = DoubtCache()
    /// Runs of all evidence.
    let prepared = PreparedRuns()
    private let kept = Mutex<[(key: Key, evidence: Evidence)]>([])

    /// A cache of nothing.
    package init() {}

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
