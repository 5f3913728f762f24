import Glibc

/// How to tell a difference between filesystems on a rig: how often to run each, in which order, for how long.
package struct ExperimentPlan: Equatable, Sendable {
    /// Runs of each filesystem; nil without noise.
    package let repeats: RepeatsNeeded?
    /// The filesystems in the order in which to run them; empty where the repeats are not known or are too many.
    ///
    /// Every second round is in the opposite order, so that what drifts with time moves all filesystems alike.
    package let order: [String]
    /// For the whole order; nil where that is empty or the time of a filesystem is not known.
    package let minutes: Double?
    /// Of the ratio of the two filesystems that differ most from run to run; nil where that of a pair is not known.
    package let noise: Noise?
    /// How many differences are tested together at 5 %: pairs of filesystems times metrics.
    package let testCount: Int
}

extension Comparer {
    /// A plan that finds a difference four times in five, in each pair of filesystems and each of the metrics.
    ///
    /// - Parameters:
    ///   - cells: What is to be told apart: for each metric its cell on each filesystem, on one rig and of one benchmark.
    ///   - difference: The smallest difference to find, as a share above 0.
    ///   - seconds: How long one run of the benchmark takes on each filesystem, where that is known.
    /// - Returns: The plan; nil for fewer than two filesystems, or a difference that is not above 0 and finite.
    package func plan(_ cells: [CellKey], difference: Double, seconds: [String: Double]) -> ExperimentPlan? {
        var filesystems: [String] = []
        for cell in cells where !filesystems.contains(cell.filesystem) { filesystems.append(cell.filesystem) }
        guard filesystems.count > 1, difference.isFinite, difference > 0 else { return nil }
        let noises = pairs(of: cells).map { noise.pairs.noise($0, $1) }
        let known = noises.compactMap(\.self)
        guard known.count == noises.count, let worst = known.max(by: { $0.variance < $1.variance }) else {
            return ExperimentPlan(
                repeats: nil, order: [], minutes: nil, noise: nil, testCount: noises.count)
        }
        let alpha = Judge.alpha / Double(noises.count)
        let repeats = ExperimentPlan.repeats(known, alpha: alpha, difference: difference)
        let order = ExperimentPlan.order(filesystems, repeats)
        let times = order.compactMap { seconds[$0] }.filter { $0 >= 0 && $0.isFinite }
        let minutes = order.isEmpty || times.count < order.count ? nil : times.reduce(0, +) / 60
        return ExperimentPlan(
            repeats: repeats, order: order, minutes: minutes, noise: worst, testCount: noises.count)
    }

    /// The pairs of filesystems of each metric.
    private func pairs(of cells: [CellKey]) -> [(CellKey, CellKey)] {
        cells.indices.flatMap { first in
            cells[(first + 1)...].filter {
                $0.metric == cells[first].metric && $0.benchmark == cells[first].benchmark
            }
            .map { (cells[first], $0) }
        }
    }
}

extension ExperimentPlan {
    /// The smallest number of runs for which the smallest detectable change of every pair is at most the difference.
    static func repeats(_ noises: [Noise], alpha: Double, difference: Double) -> RepeatsNeeded {
        let target = log1p(difference)
        let values = CriticalValues()
        let counts = noises.map { noise -> Int? in
            (1...RepeatsNeeded.most).first { repeats in
                let level = alpha / Contrast.weight(runs: repeats)
                let error = (noise.variance / Double(repeats)).squareRoot()
                return Power.quantiles(noise.degreesOfFreedom, level, values).map { $0 * error <= target }
                    ?? false
            }
        }
        let found = counts.compactMap(\.self)
        return found.count == counts.count ? .count(found.max() ?? 1) : .moreThan(RepeatsNeeded.most)
    }

    static func order(_ filesystems: [String], _ repeats: RepeatsNeeded) -> [String] {
        guard case .count(let count) = repeats else { return [] }
        return (0..<count).flatMap { $0.isMultiple(of: 2) ? filesystems : filesystems.reversed() }
    }
}
