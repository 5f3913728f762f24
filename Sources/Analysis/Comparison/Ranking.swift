package import Model

/// The filesystems of a benchmark in groups that cannot be told apart, by one main metric.
package struct Ranking: Equatable, Sendable {
    package let benchmark: String
    package let metric: String
    /// The best filesystem and all that cannot be told from it, then the same of the rest, and so on.
    ///
    /// Without noise there is one group. Within a group the best value comes first.
    package let groups: [[String]]
    /// Their value is 0 or below: worse than any other.
    package let failed: [String]
    /// Their tools counted errors: they have no rank.
    package let unranked: [String]
    /// Of the pair of which least is known; nil where nothing is known of a pair.
    package let noise: Noise?
}

extension Comparer {
    /// The rankings of a run, one for each main metric of each benchmark, in the order of the measurements.
    ///
    /// - Parameters:
    ///   - run: The run; its filesystems are compared with each other, all pairs of a benchmark at one family-wise error.
    ///   - measurements: All numbers of the run; of other runs they are ignored.
    /// - Returns: The rankings; a filesystem that lacks the metric is in none.
    package func rankings(of run: RunID, _ measurements: [Measurement]) -> [Ranking] {
        var order: [MetricName] = []
        var found: [MetricName: [Measurement]] = [:]
        for measurement in measurements
        where measurement.run == run && measurement.isMain && measurement.direction != nil
            && measurement.value.isFinite
        {
            let name = MetricName(
                benchmark: measurement.cell.benchmark, filesystem: nil, metric: measurement.cell.metric)
            if found[name] == nil { order.append(name) }
            found[name, default: []].append(measurement)
        }
        return order.map { ranking($0, found[$0] ?? []) }
    }

    private func ranking(_ name: MetricName, _ measurements: [Measurement]) -> Ranking {
        let sound = measurements.filter { !$0.hasErrors }
        let sides = sound.filter { !$0.isFailed }
            .map { SideValue($0, withRepeatsIn: withRepeats ? noise.index : nil) }
        let isHigherBetter = measurements.first?.direction == .higher
        let ranked = sides.sorted { isHigherBetter ? $0.value > $1.value : $0.value < $1.value }
        let pairs = Pairs(ranked, noise)
        return Ranking(
            benchmark: name.benchmark, metric: name.metric,
            groups: pairs.groups().map { $0.map { ranked[$0].measurement.cell.filesystem } },
            failed: sound.filter(\.isFailed).map(\.cell.filesystem),
            unranked: measurements.filter(\.hasErrors).map(\.cell.filesystem), noise: pairs.leastKnown)
    }

    /// All pairs of sides that are sorted from the best, and which of them differ.
    private struct Pairs {
        private let count: Int
        private let differing: Set<[Int]>
        let leastKnown: Noise?

        init(_ sides: [SideValue], _ noise: NoiseModel) {
            count = sides.count
            let pairs = sides.indices.flatMap { first in (first + 1..<sides.count).map { [first, $0] } }
            let contrasts = pairs.map { pair in
                let (first, second) = (sides[pair[0]], sides[pair[1]])
                return Contrast.paired(
                    PairPools.ratios(first.repeats, second.repeats),
                    noise.pairs.noise(first.measurement.cell, second.measurement.cell))
            }
            let tests = contrasts.map { Holm.Test(p: $0?.p ?? 1, weight: $0?.weight ?? 1) }
            let decisions = Holm.decide(tests, alpha: Judge.alpha)
            differing = Set(zip(pairs, decisions).filter { $0.1.isRejected }.map(\.0))
            let known = contrasts.compactMap { $0?.noise }
            leastKnown =
                known.count == contrasts.count
                ? known.min { $0.degreesOfFreedom < $1.degreesOfFreedom } : nil
        }

        /// The groups, as places in the order of the sides.
        func groups() -> [[Int]] {
            var rest = Array(0..<count)
            var groups: [[Int]] = []
            while let best = rest.first {
                let group = rest.filter { $0 == best || !differing.contains([best, $0]) }
                groups.append(group)
                rest.removeAll { group.contains($0) }
            }
            return groups
        }
    }
}
