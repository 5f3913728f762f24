package import Model

/// What repeats of all setups say about the noise of each cell.
package struct NoiseModel: Sendable {
    /// What the noise must not contain, because it is what is judged by it.
    package enum Omission: Equatable, Sendable {
        /// The difference of two runs: they count as one run with their mean.
        case pair(RunID, RunID)
        /// A run.
        case run(RunID)
    }

    let index: RepeatIndex
    private let pools: [RepeatIndex.Group: VariancePool]
    private let levels: [NoiseScope: VariancePool]
    private let groups: [NoiseScope: [RepeatIndex.Group]]
    let pairs: PairPools
    private let detector: StepDetector?

    /// Learns from all repeats of an index.
    ///
    /// - Parameters:
    ///   - index: The repeats.
    ///   - detector: Finds the steps over which no noise is taken, for trends, which report these steps. Nil for comparisons: what
    ///     moved repeats apart without a reason that benchd knows can lie between the runs that are compared too.
    package init(_ index: RepeatIndex, within detector: StepDetector? = nil) {
        self.index = index
        self.detector = detector
        var pools: [RepeatIndex.Group: VariancePool] = [:]
        var levels: [NoiseScope: VariancePool] = [:]
        var groups: [NoiseScope: [RepeatIndex.Group]] = [:]
        for group in index.order {
            let pool = VariancePool(index.groups[group] ?? [], within: detector)
            pools[group] = pool
            for scope in NoiseScope.all(of: group.cell) {
                levels[scope, default: VariancePool()] += pool
                groups[scope, default: []].append(group)
            }
        }
        self.pools = pools
        self.levels = levels
        self.groups = groups
        pairs = PairPools(index)
    }

    /// The noise of a cell; nil where nothing is known of it.
    package func noise(of cell: CellKey, without omission: Omission? = nil) -> Noise? {
        Noise(own: pool(of: cell, omission), wider: wider(of: cell, omission))
    }

    /// The noise of one setup of a cell, of repeats that the caller chooses, with the levels of the cell beside it.
    func noise(of cell: CellKey, own: VariancePool, without omission: Omission? = nil) -> Noise? {
        Noise(own: own, wider: wider(of: cell, omission))
    }

    /// Lazily: the wider levels are large, and seldom asked for.
    private func wider(
        of cell: CellKey, _ omission: Omission?
    ) -> some Sequence<(Noise.Level, VariancePool)> {
        NoiseScope.all(of: cell).lazy.map { (scope) -> (Noise.Level, VariancePool) in
            guard let omission else { return (scope.level, levels[scope] ?? VariancePool()) }
            return (scope.level, pool(of: groups[scope] ?? [], without: omission))
        }
    }

    private func pool(of cell: CellKey, _ omission: Omission?) -> VariancePool {
        pool(of: index.setups[cell] ?? [], without: omission)
    }

    private func pool(of groups: [RepeatIndex.Group], without omission: Omission?) -> VariancePool {
        var pool = VariancePool()
        let runs = omittedRuns(omission)
        for group in groups {
            let repeats = index.groups[group] ?? []
            if let omission, repeats.contains(where: { runs.contains($0.run) }) {
                pool += VariancePool(self.repeats(repeats, without: omission, of: runs), within: detector)
            } else if let own = pools[group] {
                pool += own
            }
        }
        return pool
    }

    private func omittedRuns(_ omission: Omission?) -> [RunID] {
        switch omission {
        case nil: []
        case .run(let run): [index.copies.original(of: run)]
        case .pair(let first, let second):
            [index.copies.original(of: first), index.copies.original(of: second)]
        }
    }

    private func repeats(
        _ repeats: [CellRepeat], without omission: Omission, of runs: [RunID]
    ) -> [CellRepeat] {
        switch omission {
        case .run: return repeats.filter { !runs.contains($0.run) }
        case .pair:
            let pair = repeats.filter { runs.contains($0.run) }
            guard pair.count == 2, let one = pair.first else { return repeats }
            let mean = CellRepeat(
                run: one.run, filed: one.filed, logarithm: pair.weightedMean, weight: pair.totalWeight)
            return repeats.filter { !runs.contains($0.run) } + [mean]
        }
    }
}

/// Cells whose noise is taken to be alike.
struct NoiseScope: Hashable, Sendable {
    let level: Noise.Level
    let rig: String?
    /// The benchmark, or the kind.
    let name: String
    let metric: String

    /// The scopes of a cell, the nearest first.
    ///
    /// Without a rig a cell has only the widest. A benchmark of no known kind is a kind of its own.
    static func all(of cell: CellKey) -> [NoiseScope] {
        let kind = BenchmarkKind(benchmark: cell.benchmark)?.rawValue ?? "benchmark \(cell.benchmark)"
        let library = NoiseScope(level: .library, rig: nil, name: kind, metric: cell.metric)
        guard let rig = cell.rig else { return [library] }
        return [
            NoiseScope(level: .benchmark, rig: rig, name: cell.benchmark, metric: cell.metric),
            NoiseScope(level: .kind, rig: rig, name: kind, metric: cell.metric), library,
        ]
    }
}
