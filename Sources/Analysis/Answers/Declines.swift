package import Model
import System

/// Which cells of a run may be worse, and by how much.
package struct DeclineQuestion: Sendable {
    /// A loss up to this share is none.
    package var margin = 0.05
    /// Nil for the main metrics.
    package var metric: String?
    /// Whether a run that begins another setup is judged by the setup before.
    package var crossesSetups = false
    /// Whether a cell is asked about, by benchmark and filesystem.
    package var isAsked: @Sendable (String, String) -> Bool = { _, _ in true }

    /// Asked at times; what was found before it says so is no answer.
    package var isCancelled: @Sendable () -> Bool = { false }

    /// All main metrics.
    package init() {}
}

/// A value of a run that is worse than the runs before it let expect.
package struct Decline: Equatable, Sendable {
    package let benchmark: String
    package let filesystem: String
    package let metric: String
    package let unit: MetricUnit?
    package let value: Double
    /// The prediction interval of the runs before, for all cells together.
    package let expected: ClosedRange<Double>
    /// The value divided by the middle of that interval.
    package let ratio: Double
    /// What of the setup changed with this run.
    package let changes: [SetupDifference]
}

extension Answers {
    /// The cells of a run that are worse beyond noise than their segment, by the runs filed before.
    ///
    /// All cells that are asked about are one family: a run without any change has a decline in it in at most 2.5 % of cases.
    /// A run that is excluded, or of no rig, declines nowhere.
    /// - Throws: `LibraryError` of the library.
    package func declines(in id: RunID, _ question: DeclineQuestion) throws(LibraryError) -> [Decline] {
        var query = RunQuery()
        (query.ids, query.limit) = ([id], 1)
        let values: ValueSelection = question.metric == nil ? .main : .compared
        guard let run = try library.measured(query, values).runs.first, let rig = run.rig, !run.isExcluded
        else { return [] }
        let asked = run.cells.flatMap { cell in
            question.isAsked(cell.benchmark, cell.filesystem)
                ? cell.comparedValues.filter { value in
                    value.direction != nil && (question.metric.map { $0 == value.key } ?? value.isMain)
                }.map { (cell: cell, value: $0) } : []
        }
        let reader = try reader(asOf: run.filed)
        var best = try BestValues(of: rig, reader, values)
        var declines: [Decline] = []
        for (cell, value) in asked {
            if question.isCancelled() { break }
            guard try best.mayDecline(cell, value, by: question.margin) else { continue }
            var asks = TrendQuestion(benchmark: cell.benchmark, filesystem: cell.filesystem)
            (asks.metric, asks.rig, asks.asOf) = (value.key, rig, run.filed)
            (asks.margin, asks.tests) = (question.margin, asked.count)
            guard let answer = try trend(asks),
                let decline = decline(of: id, cell, value, in: answer, question)
            else { continue }
            declines.append(decline)
        }
        return declines
    }

    private func decline(
        of id: RunID, _ cell: MeasuredCell, _ value: MeasuredCell.ComparedValue, in answer: TrendAnswer,
        _ question: DeclineQuestion
    ) -> Decline? {
        guard let point = answer.trend.points.last(where: { $0.measurement.run == id }),
            point.isOutside == true, let expected = point.expected, point.segment != nil
        else { return nil }
        let place = answer.trend.steps.firstIndex { $0.at == id }
        let changes = place.map { answer.changes[$0] } ?? []
        let beginsSetup = place.map { answer.trend.steps[$0].kind == .setup } ?? false
        if beginsSetup, !question.crossesSetups { return nil }
        let middle = (expected.lowerBound * expected.upperBound).squareRoot()
        let ratio = value.number / middle
        let gain = value.direction == .lower ? 1 / ratio : ratio
        guard ratio.isFinite, gain < 1 - question.margin else { return nil }
        return Decline(
            benchmark: cell.benchmark, filesystem: cell.filesystem, metric: value.key, unit: value.unit,
            value: value.number, expected: expected, ratio: ratio, changes: changes)
    }
}

/// The best values that a rig has had: what is hardly worse than the best is no decline, and needs no noise to say so.
private struct BestValues {
    private let rig: String
    private let reader: EvidenceReader
    private let values: ValueSelection
    private var known: [String: [MeasuredRun]] = [:]

    init(of rig: String, _ reader: EvidenceReader, _ values: ValueSelection) throws(LibraryError) {
        (self.rig, self.reader, self.values) = (rig, reader, values)
    }

    /// Whether a value may be worse by a margin than what is expected of runs before it.
    mutating func mayDecline(
        _ cell: MeasuredCell, _ value: MeasuredCell.ComparedValue, by margin: Double
    ) throws(LibraryError) -> Bool {
        let numbers = try runs(with: cell.benchmark).flatMap { run in
            run.cells.filter { $0.benchmark == cell.benchmark && $0.filesystem == cell.filesystem }
                .compactMap { other in other.comparedValues.first { $0.key == value.key }?.number }
        }
        if value.direction == .lower {
            return numbers.min().map { value.number * (1 - margin) > $0 } ?? false
        }
        return numbers.max().map { value.number < $0 * (1 - margin) } ?? false
    }

    private mutating func runs(with benchmark: String) throws(LibraryError) -> [MeasuredRun] {
        if let runs = known[benchmark] { return runs }
        var query = reader.filedInTime()
        (query.rig, query.benchmark) = (rig, benchmark)
        let runs = try reader.newest(query, values, limit: Evidence.Limits.trendRuns)
        known[benchmark] = runs
        return runs
    }
}
