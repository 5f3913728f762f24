import Model
import System

/// What differed on a rig before, and whether a metric moved then: the evidence of explanations.
struct PastContrasts {
    /// Of so many changes of a cell's setup, the newest count.
    private static let limit = 10

    let evidence: Evidence

    /// The other comparisons of a cell's metric: each setup with the one that came before it on the rig.
    ///
    /// Runs that are compared now are no evidence for their own comparison.
    func past(of cell: CellKey, without runs: Set<RunID>) -> [PastComparison] {
        let index = evidence.noise.index
        let stages = (index.setups[cell] ?? []).compactMap { group -> Stage? in
            let repeats = (index.groups[group] ?? []).filter { !runs.contains($0.run) }
            guard let setup = evidence.setup(group.setup), let first = repeats.first else { return nil }
            return Stage(setup: setup, repeats: repeats, start: first.filed)
        }
        let sorted = stages.sorted { $0.start < $1.start }.suffix(Self.limit + 1)
        return zip(sorted, sorted.dropFirst()).compactMap { comparison(of: cell, $0, $1) }
    }

    private struct Stage {
        let setup: CellSetup
        let repeats: [CellRepeat]
        let start: Timestamp
    }

    private func comparison(of cell: CellKey, _ before: Stage, _ after: Stage) -> PastComparison? {
        let differing = SetupComparison(before.setup, after.setup).differences.filter { $0.kind != .also }
        let noise = evidence.noise.noise(of: cell)
        guard !differing.isEmpty,
            let contrast = Contrast.independent(before.repeats, noise, after.repeats, noise),
            let p = contrast.p
        else { return nil }
        return PastComparison(
            benchmark: cell.benchmark, filesystem: cell.filesystem, metric: cell.metric,
            differing: Set(differing.map(\.name)), ratio: Contrast.ratio(contrast.logRatio),
            isMoved: p * contrast.weight <= Judge.alpha)
    }
}
