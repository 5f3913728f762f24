package import Model
package import System

/// What is asked of a plan: how to tell filesystems apart on a rig.
package struct PlanQuestion: Equatable, Sendable {
    package let benchmark: String
    /// Empty for all filesystems of the newest run of the benchmark.
    package var filesystems: [String] = []
    /// The smallest difference to find, as a share.
    package var difference = 0.05
    /// Nil for the rig of the newest run of the benchmark.
    package var rig: String?
    /// Nil for the time of the newest run.
    package var asOf: Timestamp?

    /// The usual question about a benchmark.
    package init(benchmark: String) { self.benchmark = benchmark }
}

/// How to tell filesystems apart on a rig.
package struct PlanAnswer: Sendable {
    package let rig: String?
    package let filesystems: [String]
    package let metrics: [String]
    package let asOf: Timestamp
    package let plan: ExperimentPlan
    /// Why there are no repeats in the plan; nil where there are.
    package let noiseGap: NoiseGap?
}

extension Answers {
    /// A plan from the noise that the library knows.
    ///
    /// - Throws: `LibraryError` of the library.
    /// - Returns: The plan; nil where the newest run of the rig with the benchmark has it not on each of the filesystems, or on
    ///   fewer than two.
    package func plan(_ question: PlanQuestion) throws(LibraryError) -> PlanAnswer? {
        let reader = try reader(asOf: question.asOf)
        var query = reader.filedInTime()
        (query.rig, query.benchmark) = (question.rig, question.benchmark)
        guard let newest = try reader.newest(query, .compared, limit: 1).first else { return nil }
        let wanted = Set(question.filesystems)
        let found = newest.cells.filter { wanted.isEmpty || wanted.contains($0.filesystem) }
        guard wanted.isSubset(of: found.map(\.filesystem)) else { return nil }
        let cells = Array(found.prefix(Evidence.Limits.filesystems))
        let names = Set(cells.map(\.name))
        let evidence = try reader.evidence(of: try reader.runs([newest.id]).runs)
        let values = (evidence.run(newest.id)?.measurements ?? []).filter { measurement in
            measurement.isMain && measurement.direction != nil
                && names.contains(CellName(measurement.cell))
        }
        let keys = values.map(\.cell)
        let seconds = cells.compactMap { cell in
            cell.extent.runTime.map { (cell.filesystem, $0 * Double(max(1, cell.iterations ?? 1))) }
        }
        let plan = Comparer(noise: evidence.noise).plan(
            keys, difference: question.difference,
            seconds: Dictionary(seconds) { first, _ in first })
        guard let plan else { return nil }
        var seen: Set<String> = []
        return PlanAnswer(
            rig: newest.rig, filesystems: cells.map(\.filesystem),
            metrics: keys.map(\.metric).filter { seen.insert($0).inserted }, asOf: reader.asOf, plan: plan,
            noiseGap: plan.repeats == nil
                ? NoiseGap(
                    of: evidence.alone(values), [newest.id].compactMap(evidence.run), in: evidence,
                    asOf: reader.asOf) : nil)
    }
}

extension CellName {
    /// The cell that a metric is of.
    init(_ key: CellKey) { self.init(benchmark: key.benchmark, filesystem: key.filesystem) }
}
