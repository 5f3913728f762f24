import Model

/// Compares sides by the noise that a library knows.
package struct Comparer: Sendable {
    let noise: NoiseModel
    let withRepeats: Bool
    let margin: Double

    /// A comparer.
    ///
    /// - Parameters:
    ///   - noise: What repeats say; it also knows them.
    ///   - withRepeats: Whether a side is a run with all its repeats, or the run alone.
    ///   - margin: The share up to which sides are the same; a number below 0 or not finite counts as 0.
    package init(noise: NoiseModel, withRepeats: Bool = false, margin: Double = 0.05) {
        self.noise = noise
        self.withRepeats = withRepeats
        self.margin = margin.isFinite ? max(0, margin) : 0
    }

    /// Compares.
    ///
    /// - Parameters:
    ///   - items: The sides, the first of them the baseline.
    ///   - measurements: All numbers of the runs of the sides, each metric of a cell once; of other runs they are ignored.
    /// - Returns: The cells that at least one side has, each judged against the baseline.
    package func compare(_ items: [ComparedItem], _ measurements: [Measurement]) -> Comparison {
        let rows = self.rows(items, measurements)
        let judged = rows.flatMap { row in row.sides.indices.dropFirst().map { judgedCell(row, $0) } }
        let family = judged.compactMap(\.self)
        var differences = Judge(margin: margin).judge(family).makeIterator()
        let against = judged.map { $0 == nil ? nil : differences.next() }
        let others = max(0, items.count - 1)
        let cells = rows.enumerated().map { index, row in
            let start = index * others
            return ComparedCell(
                name: row.name, isMain: row.isMain, direction: row.direction, sides: row.sides,
                against: [nil] + against[start..<(start + others)])
        }
        return Comparison(
            items: items, margin: margin, cells: cells, familySize: family.count { $0.isTested },
            isOfOneSetup: items.indices.map { Self.isOfOneSetup(cells, side: $0) },
            geometricMeans: items.indices.dropFirst().map { GeometricMeanRatio(cells, side: $0) },
            copies: noise.index.copies.all)
    }

    private static func isOfOneSetup(_ cells: [ComparedCell], side: Int) -> Bool {
        let differences = cells.compactMap { $0.against[side] }
        return !differences.isEmpty && differences.allSatisfy(\.isOfOneSetup)
    }
}

extension Comparer {
    /// A cell's metric on all sides, before it is judged.
    struct Row {
        let name: MetricName
        let sides: [SideValue?]

        var isMain: Bool { sides.contains { $0?.measurement.isMain == true } }
        var direction: Metric.Direction? { sides.lazy.compactMap { $0?.measurement.direction }.first }
        /// A value of 0 or below counts as one: that it failed says nothing of the other sides.
        var isOnAllSides: Bool { sides.allSatisfy { $0 != nil } }
    }

    func rows(_ items: [ComparedItem], _ measurements: [Measurement]) -> [Row] {
        let sidesNameFilesystems = items.allSatisfy { $0.filesystem != nil }
        var order: [MetricName] = []
        var found: [MetricName: [Measurement?]] = [:]
        for measurement in measurements where measurement.value.isFinite {
            for (side, item) in items.enumerated() where item.run == measurement.run {
                guard item.filesystem.map({ $0 == measurement.cell.filesystem }) ?? true else { continue }
                let name = MetricName(
                    benchmark: measurement.cell.benchmark,
                    filesystem: sidesNameFilesystems ? nil : measurement.cell.filesystem,
                    metric: measurement.cell.metric)
                if found[name] == nil { order.append(name) }
                found[name, default: Array(repeating: nil, count: items.count)][side] = measurement
            }
        }
        let index = withRepeats ? noise.index : nil
        return order.map { name in
            Row(name: name, sides: (found[name] ?? []).map { $0.map { SideValue($0, withRepeatsIn: index) } })
        }
    }

    func judgedCell(_ row: Row, _ side: Int) -> JudgedCell? {
        guard let first = row.sides.first ?? nil, let second = row.sides[side] else { return nil }
        let (a, b) = (first.measurement, second.measurement)
        let isOfOneSetup = Self.areOfOneSetup(a, b)
        let isPaired = a.run == b.run
        let contrast = isPaired ? paired(first, second) : independent(first, second, isOfOneSetup)
        return JudgedCell(
            contrast: contrast, direction: row.direction,
            isInFamily: row.isMain && row.direction != nil && row.isOnAllSides && !isOfOneSetup,
            isOfOneSetup: isOfOneSetup, knownVerdict: isOfOneSetup ? nil : Self.verdictOfFailure(a, b),
            logarithms: isPaired
                ? ([], []) : (first.repeats.map(\.logarithm), second.repeats.map(\.logarithm)))
    }

    /// Of one cell: a run and itself, or runs of a rig with one setup.
    static func areOfOneSetup(_ first: Measurement, _ second: Measurement) -> Bool {
        guard first.cell == second.cell else { return false }
        return first.run == second.run || (first.cell.rig != nil && first.setup == second.setup)
    }

    /// A value of 0 or below is worse than any above; where both have none, both failed.
    private static func verdictOfFailure(_ first: Measurement, _ second: Measurement) -> Verdict? {
        if second.isFailed { return .failed }
        return first.isFailed ? .better : nil
    }

    private func paired(_ first: SideValue, _ second: SideValue) -> Contrast? {
        let ratios = PairPools.ratios(first.repeats, second.repeats)
        return .paired(ratios, noise.pairs.noise(first.measurement.cell, second.measurement.cell))
    }

    private func independent(_ first: SideValue, _ second: SideValue, _ isOfOneSetup: Bool) -> Contrast? {
        let (a, b) = (first.measurement, second.measurement)
        let pair = isOfOneSetup ? NoiseModel.Omission.pair(a.run, b.run) : nil
        return .independent(
            first.repeats, noise.noise(of: a.cell, without: pair),
            second.repeats, noise.noise(of: b.cell, without: pair))
    }
}
