import Model

/// Ratios of filesystems within a run, over the runs that repeat them.
///
/// What moves all filesystems of a run alike (the neighbours of a virtual machine, the temperature) falls out of such a ratio,
/// so its noise is learned apart from that of values.
struct PairPools: Sendable {
    private let index: RepeatIndex
    private let levels: [NoiseScope: VariancePool]

    init(_ index: RepeatIndex) {
        self.index = index
        var levels: [NoiseScope: VariancePool] = [:]
        for block in Self.blocks(of: index) {
            let pool = block.pool
            for scope in NoiseScope.all(of: block.cell) { levels[scope, default: VariancePool()] += pool }
        }
        self.levels = levels
    }

    /// The ratios second to first of two filesystems, of the runs that have both with these setups, in order of filing.
    func ratios(_ first: RepeatIndex.Group, _ second: RepeatIndex.Group) -> [CellRepeat] {
        Self.ratios(index.groups[first] ?? [], index.groups[second] ?? [])
    }

    /// The ratio of each run that is in both lists.
    static func ratios(_ first: [CellRepeat], _ second: [CellRepeat]) -> [CellRepeat] {
        let others = Dictionary(second.map { ($0.run, $0) }) { first, _ in first }
        return first.compactMap { one in
            others[one.run].map {
                CellRepeat(
                    run: one.run, filed: one.filed, logarithm: $0.logarithm - one.logarithm,
                    weight: one.weight)
            }
        }
    }

    /// The noise of the ratio of two filesystems; nil where nothing is known of it.
    func noise(_ first: CellKey, _ second: CellKey) -> Noise? {
        var own = VariancePool()
        for group in index.setups[first] ?? [] {
            for other in index.setups[second] ?? [] { own += VariancePool(ratios(group, other)) }
        }
        return Noise(
            own: own,
            wider: NoiseScope.all(of: first).map { ($0.level, levels[$0] ?? VariancePool()) })
    }
}

extension PairPools {
    /// The repeats of a benchmark's metric on several filesystems, by runs that agree in all their setups.
    private struct Block {
        let cell: CellKey
        /// A row a filesystem, a column a run.
        let rows: [[CellRepeat]]

        /// Of all f(f − 1)/2 ratios, of which (f − 1)(runs − 1) are free.
        ///
        /// The squares of all pairs sum to f times those of the values less the mean of their run, so no pair is visited.
        var pool: VariancePool {
            guard let first = rows.first, rows.count > 1, first.count > 1 else { return VariancePool() }
            let means = first.indices.map { run in
                rows.reduce(0) { $0 + $1[run].logarithm } / Double(rows.count)
            }
            let squares = rows.reduce(0) { sum, row in
                sum
                    + VariancePool(
                        zip(row, means).map { value, mean in
                            CellRepeat(
                                run: value.run, filed: value.filed, logarithm: value.logarithm - mean,
                                weight: value.weight)
                        }
                    ).sumOfSquares
            }
            return VariancePool(
                sumOfSquares: 2 * squares, degreesOfFreedom: Double((rows.count - 1) * (first.count - 1)),
                of: first)
        }
    }

    private static func blocks(of index: RepeatIndex) -> [Block] {
        signatures(of: index).compactMap { groups, runs in
            guard let cell = groups.first?.cell, groups.count > 1, runs.count > 1 else { return nil }
            let rows = groups.map { group in (index.groups[group] ?? []).filter { runs.contains($0.run) } }
            return Block(cell: cell, rows: rows)
        }
    }

    /// The runs that have a benchmark's metric on the same filesystems with the same setups; in one order.
    private static func signatures(
        of index: RepeatIndex
    ) -> [(groups: [RepeatIndex.Group], runs: Set<RunID>)] {
        var signatures: [(groups: [RepeatIndex.Group], runs: Set<RunID>)] = []
        // The groups of a metric follow each other in the order.
        var rest = index.order[...]
        while let first = rest.first {
            let groups = rest.prefix { $0.isOfMetric(of: first) }
            rest = rest.dropFirst(groups.count)
            signatures += Self.signatures(of: groups, in: index)
        }
        return signatures
    }

    /// The same, of the groups of one metric.
    private static func signatures(
        of groups: ArraySlice<RepeatIndex.Group>, in index: RepeatIndex
    ) -> [(groups: [RepeatIndex.Group], runs: Set<RunID>)] {
        var places: [RunID: [Int]] = [:]
        var runs: [RunID] = []
        for place in groups.indices {
            for value in index.groups[groups[place]] ?? [] {
                if places[value.run] == nil { runs.append(value.run) }
                places[value.run, default: []].append(place)
            }
        }
        var runsAt: [[Int]: Set<RunID>] = [:]
        var order: [[Int]] = []
        for run in runs {
            let at = places[run] ?? []
            if runsAt[at] == nil { order.append(at) }
            runsAt[at, default: []].insert(run)
        }
        return order.map { at in (at.map { groups[$0] }, runsAt[at] ?? []) }
    }
}
