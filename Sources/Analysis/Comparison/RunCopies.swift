package import Model

/// Runs that repeat the numbers of an earlier run: the same report with another byte, an edited copy.
///
/// A copy has no spread of its own, so it would make the noise look smaller than it is. Of two runs that share setups,
/// and all main metrics of these setups are equal, the later one is a copy of the earlier one.
package struct RunCopies: Equatable, Sendable {
    /// A run, and the earlier one that it repeats.
    package struct Copy: Equatable, Sendable {
        package let run: RunID
        package let original: RunID
    }

    /// In the order of filing.
    package let all: [Copy]
    private let originals: [RunID: RunID]

    /// The run that counts in place of a run: itself, unless it is a copy.
    package func original(of run: RunID) -> RunID { originals[run] ?? run }

    /// Finds the copies among runs in the order of filing.
    init(among runs: [NumberedRuns.Run]) {
        var finder = Finder()
        for run in runs { finder.add(run.id, run.mains) }
        all = finder.copies
        originals = Dictionary(all.map { ($0.run, $0.original) }) { first, _ in first }
    }

    /// A number and the group that it belongs to.
    private struct Mark: Hashable {
        let group: Int
        let bits: UInt64
    }

    private struct Finder {
        private(set) var copies: [Copy] = []
        private var kept: [RunID: [Int: Double]] = [:]
        private var keptWith: [Mark: [RunID]] = [:]

        mutating func add(_ run: RunID, _ numbers: [Int: Double]) {
            let marks = numbers.map { Mark(group: $0.key, bits: $0.value.bitPattern) }
            let candidates = Set(marks.flatMap { keptWith[$0] ?? [] })
            if let original = candidates.filter({ repeats(numbers, $0) }).min() {
                copies.append(Copy(run: run, original: original))
                return
            }
            kept[run] = numbers
            for mark in marks { keptWith[mark, default: []].append(run) }
        }

        /// Whether all numbers that both runs have are equal; the caller knows that one is.
        private func repeats(_ numbers: [Int: Double], _ run: RunID) -> Bool {
            let others = kept[run] ?? [:]
            return numbers.allSatisfy { group, value in others[group].map { $0 == value } ?? true }
        }
    }
}
