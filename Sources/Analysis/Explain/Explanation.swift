/// What may explain that a metric of a cell differs between two setups: a place to look, not a proof.
package struct Explanation: Equatable, Sendable {
    package let difference: SetupDifference
    /// One sentence.
    package let evidence: String

    /// Facts that are known to matter to storage, the likelier first.
    private static let knownFacts = [
        "scheduler", "read_ahead", "target_disk.model", "target_disk.rotational", "kernel_version",
        "target_disk.size", "cpu_model", "cpu_cores_total", "ram_gb", "os_distro",
    ]

    /// The differences of a cell, the likeliest first.
    ///
    /// What concerns the cell alone comes first, then its settings and what is known to matter, then all else. Among equals
    /// comes first what moved this metric before. `past` has other comparisons, of any cell and metric.
    package static func all(
        of differences: [SetupDifference], in cell: CellName, metric: String, past: [PastComparison]
    ) -> [Explanation] {
        let relevant = past.filter {
            $0.metric == metric && $0.benchmark == cell.benchmark && $0.filesystem == cell.filesystem
        }
        let found = differences.map { difference in
            (difference, record: Record(of: difference.name, in: relevant), tier: tier(of: difference))
        }
        let sorted = found.sorted { left, right in
            let keys = [left, right].map { ($0.tier, -$0.record.moved, rank($0.0), $0.0.name) }
            return keys[0] < keys[1]
        }
        return sorted.map { difference, record, tier in
            Explanation(
                difference: difference, evidence: evidence(difference, record, tier, cell, metric))
        }
    }

    /// How often something differed before, and how often the metric moved then.
    private struct Record {
        let differed: Int
        let moved: Int
        let movedAlone: Int
        /// The median of the ratios of those that moved; nil for none.
        let ratio: Double?

        init(of name: String, in past: [PastComparison]) {
            let such = past.filter { $0.differing.contains(name) }
            let moves = such.filter(\.isMoved)
            differed = such.count
            moved = moves.count
            movedAlone = moves.count { $0.differing.count == 1 }
            let ratios = moves.map(\.ratio).filter { $0 > 0 && $0.isFinite }.sorted()
            ratio = ratios.isEmpty ? nil : ratios[(ratios.count - 1) / 2]
        }
    }

    private static func tier(of difference: SetupDifference) -> Int {
        if difference.isOwn { return 0 }
        if difference.kind == .setting || knownFacts.contains(difference.name) { return 1 }
        return difference.kind == .also ? 3 : 2
    }

    private static func rank(_ difference: SetupDifference) -> Int {
        difference.kind == .setting ? -1 : knownFacts.firstIndex(of: difference.name) ?? knownFacts.count
    }

    private static func evidence(
        _ difference: SetupDifference, _ record: Record, _ tier: Int, _ cell: CellName, _ metric: String
    ) -> String {
        "\(concern(difference, tier, cell)); \(history(record, metric))."
    }

    private static func concern(_ difference: SetupDifference, _ tier: Int, _ cell: CellName) -> String {
        switch (tier, difference.kind) {
        case (0, _): "It concerns \(cell.benchmark) on \(cell.filesystem), and not every cell"
        case (_, .setting): "It is a setting of \(cell.benchmark)"
        case (1, _): "It is a fact that often matters to storage"
        case (_, .var): "It concerns all cells"
        default: "It differs as well"
        }
    }

    private static func history(_ record: Record, _ metric: String) -> String {
        guard record.differed > 0 else { return "it has not differed in another comparison of this cell" }
        let times = record.differed == 1 ? "1 other comparison" : "\(record.differed) other comparisons"
        guard record.moved > 0, let ratio = record.ratio else {
            return "it differed in \(times) of this cell, and \(metric) did not move"
        }
        let often = record.movedAlone == 1 ? "once" : "\(record.movedAlone) times"
        let alone = record.movedAlone > 0 ? ", \(often) as the only difference" : ""
        return
            "\(metric) moved in \(record.moved) of \(times) in which it differed (median \(percent(ratio)))\(alone)"
    }

    private static func percent(_ ratio: Double) -> String {
        let change = ((ratio - 1) * 100).rounded()
        let whole = Int(exactly: change) ?? (change > 0 ? Int.max : Int.min)
        return "\(whole > 0 ? "+" : "")\(whole) %"
    }
}
