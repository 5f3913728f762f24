package import Model
package import System

/// What is asked of a trend: one metric of a benchmark on a filesystem of a rig.
package struct TrendQuestion: Equatable, Sendable {
    package let benchmark: String
    package let filesystem: String
    /// Nil for the first main metric of the benchmark.
    package var metric: String?
    /// Nil for the rig of the newest run that has the cell.
    package var rig: String?
    /// Nil for the time of the newest run.
    package var asOf: Timestamp?
    package var margin = 0.05
    /// How many cells are asked about together, so that their intervals err no more often than one would.
    var tests = 1

    /// The usual question about a cell.
    package init(benchmark: String, filesystem: String) {
        self.benchmark = benchmark
        self.filesystem = filesystem
    }
}

/// A metric in time, with its segments and steps, and what changed at each step.
package struct TrendAnswer: Sendable {
    package let rig: String?
    package let metric: String
    /// Nil for a metric that benchd does not know.
    package let unit: MetricUnit?
    package let direction: Metric.Direction?
    package let asOf: Timestamp
    package let trend: Trend
    /// For each step what of the setup differs; empty where nothing that is known does.
    package let changes: [[SetupDifference]]
    /// What the audit says of the newest points; of older ones only that they are broken by errors.
    package let marks: CellMarks
    /// Whether the rig has older runs that are not among the points.
    package let hasOlderRuns: Bool
    /// All metrics of the cell that have a trend, by the newest run.
    package let metrics: [Choice]

    /// A metric that can be asked for.
    package struct Choice: Equatable, Sendable {
        package let key: String
        package let isMain: Bool
    }
}

extension Answers {
    /// The trend of a metric.
    ///
    /// - Throws: `LibraryError` of the library.
    /// - Returns: The answer; nil where no run of the rig has the cell, or the benchmark has no such metric.
    package func trend(_ question: TrendQuestion) throws(LibraryError) -> TrendAnswer? {
        let reader = try reader(asOf: question.asOf)
        guard let newest = try newest(question, reader) else { return nil }
        let cell = newest.cells.first {
            $0.benchmark == question.benchmark && $0.filesystem == question.filesystem
        }
        let values = cell?.comparedValues ?? []
        let value =
            question.metric.map { metric in values.first { $0.key == metric } }
            ?? values.first { $0.isMain }
        guard let value else { return nil }
        let evidence = try reader.evidence(of: value, question, newest)
        let measurements = evidence.runs.flatMap(\.measurements).filter {
            $0.cell.filesystem == question.filesystem && $0.cell.metric == value.key
        }
        let trend = TrendReader(noise: evidence.noise, margin: question.margin, tests: question.tests).trend(
            of: measurements)
        return TrendAnswer(
            rig: newest.rig, metric: value.key, unit: value.unit, direction: value.direction,
            asOf: reader.asOf, trend: trend, changes: Self.changes(in: trend, evidence),
            marks: try marks(of: trend),
            hasOlderRuns: evidence.leavesOutRuns,
            metrics: values.map { TrendAnswer.Choice(key: $0.key, isMain: $0.isMain) })
    }

    /// The newest run that has the cell.
    func newest(
        _ question: TrendQuestion, _ reader: EvidenceReader
    ) throws(LibraryError) -> MeasuredRun? {
        var query = reader.filedInTime()
        (query.rig, query.benchmark, query.filesystem) = (
            question.rig, question.benchmark, question.filesystem
        )
        // A run with both names need not have the cell.
        return try reader.newest(query, .compared, limit: 10).first { !$0.cells.isEmpty }
    }

    private static func changes(in trend: Trend, _ evidence: Evidence) -> [[SetupDifference]] {
        // A rig that goes to and fro between setups has the same few changes many times.
        var known: [[SetupID]: [SetupDifference]] = [:]
        return zip(trend.segments, trend.segments.dropFirst()).map { before, after in
            let pair = [before.setup, after.setup]
            if let changes = known[pair] { return changes }
            let changes = changes(from: before.setup, to: after.setup, evidence)
            known[pair] = changes
            return changes
        }
    }

    private static func changes(
        from before: SetupID, to after: SetupID, _ evidence: Evidence
    ) -> [SetupDifference] {
        guard before != after, let old = evidence.setup(before), let new = evidence.setup(after) else {
            return []
        }
        return SetupComparison(old, new).differences.filter { $0.kind != .also }
    }
}

extension EvidenceReader {
    /// What teaches about the trend of a value: the newest runs of the rig with the benchmark.
    fileprivate func evidence(
        of value: MeasuredCell.ComparedValue, _ question: TrendQuestion, _ newest: MeasuredRun
    ) throws(LibraryError) -> Evidence {
        guard let rig = newest.rig else { return try evidence(of: value, question, among: [newest]) }
        let key = EvidenceCache.Key(
            rigs: [rig], cell: [question.benchmark, question.filesystem, value.key], asOf: asOf,
            revision: library.revision)
        if let known = kept[key] { return known }
        var query = filedInTime()
        (query.rig, query.benchmark) = (rig, question.benchmark)
        let runs = try self.newest(
            query, value.isMain ? .main : .compared, limit: Evidence.Limits.trendRuns + 1)
        let evidence = try evidence(of: value, question, among: runs)
        kept[key] = evidence
        return evidence
    }

    private func evidence(
        of value: MeasuredCell.ComparedValue, _ question: TrendQuestion, among runs: [MeasuredRun]
    ) throws(LibraryError) -> Evidence {
        let taken = runs.prefix(Evidence.Limits.trendRuns).map { run in
            run.having(Self.cells(of: run, on: question.filesystem))
        }
        var evidence = try Evidence(taken, in: library, asOf: asOf, within: StepDetector()) {
            $0.isMain || $0.key == value.key
        }
        evidence.leavesOutRuns = runs.count > taken.count
        return evidence
    }

    /// The cell on a filesystem, and the first of the others, which teach noise.
    private static func cells(of run: MeasuredRun, on filesystem: String) -> [MeasuredCell] {
        run.cells.filter { $0.filesystem == filesystem }
            + run.cells.filter { $0.filesystem != filesystem }.prefix(Evidence.Limits.filesystems)
    }
}
