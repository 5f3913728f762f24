import Analysis
import JSON
import Model
import System
import Templates

/// The matrix of a run's page: each main metric of each benchmark, on each filesystem, against one of them.
struct RunMatrix: Sendable {
    let standing: StandingAnswer
    /// Nil while nothing is computed of the run.
    let analysis: RunAnalysis?
    /// Where the page has the section of a benchmark.
    let anchors: [String: String]
    let prefixes: BytePrefixes
    let run: RunID
    let links: Links

    /// The most rows and columns; /api/benchmarks/{uuid}/standing has all that are ranked.
    private enum Limits {
        static let rows = 60
        static let columns = 12
    }

    /// The context of templates/partials/run-matrix.html; null for a run without a main metric.
    var context: TemplateValue {
        let cells = standing.comparison.cells.filter(\.isMain).sorted(by: Self.isBefore)
        guard !cells.isEmpty, let baseline = standing.baseline else { return .null }
        let shown = cells.prefix(Limits.rows)
        var named: Set<String> = []
        return [
            "baseline": .string(baseline),
            "columns": .list(columns.map(column)),
            "rows": .list(
                shown.map { cell in row(cell, isFirst: named.insert(cell.name.benchmark).inserted) }),
            "geometric_means": .list(geometricMeans),
            "has_means": .bool(standing.comparison.geometricMeans.contains { $0 != nil }),
            "has_ranks": .bool(hasRanks),
            "noise": .text(noise),
            "noise_warning": .text(NoiseText.warning(noises)),
            "noise_gap": .text(standing.noiseGap?.pageText),
            "margin": .string(ValueFormat.percent(standing.comparison.margin)),
            "further_rows": Self.count(cells.count - shown.count, "row", "rows"),
            "further_columns": Self.count(filesystems.count - columns.count, "filesystem", "filesystems"),
            "left_out": Self.count(standing.omittedCellCount, "cell", "cells"),
            "standing_link": .string(links.standing(run)),
            "as_of": .string(standing.asOf.pageText),
        ]
    }

    private static func count(_ number: Int, _ noun: String, _ plural: String) -> TemplateValue {
        number > 0 ? .string(ValueFormat.count(number, noun, plural)) : .null
    }

    /// By name, as the sections of the page; a benchmark's metrics stay in their order.
    private static func isBefore(_ left: ComparedCell, _ right: ComparedCell) -> Bool {
        left.name.benchmark.utf8.lexicographicallyPrecedes(right.name.benchmark.utf8)
    }

    // MARK: Columns

    private var filesystems: [String] { standing.comparison.items.compactMap(\.filesystem) }

    /// The places of the filesystems that are shown, by name; the baseline is among them.
    private var columns: [Int] {
        let names = filesystems
        return names.indices.prefix(Limits.columns).sorted {
            names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
        }
    }

    private func column(_ place: Int) -> TemplateValue {
        let name = filesystems[place]
        return FilesystemLook(name).context.adding([
            "name": .string(name), "is_baseline": .bool(place == 0),
        ])
    }

    private var geometricMeans: [TemplateValue] {
        columns.map { place in
            let mean = place == 0 ? nil : standing.comparison.geometricMeans[place - 1]
            return [
                "text": .text(mean.map { ChangeText.of($0.ratio) }),
                "count": .text(mean.map { ValueFormat.count($0.count, "metric", "metrics") }),
            ]
        }
    }

    // MARK: Rows

    private func row(_ cell: ComparedCell, isFirst: Bool) -> TemplateValue {
        let metric = MetricTable.metric(
            of: BenchmarkKind(benchmark: cell.name.benchmark), key: cell.name.metric)
        let ranking = standing.rankings.first {
            $0.benchmark == cell.name.benchmark && $0.metric == cell.name.metric
        }
        return [
            "benchmark": .string(cell.name.benchmark), "is_first": .bool(isFirst),
            "anchor": .text(anchors[cell.name.benchmark]),
            "metric": .string(metric.label), "unit": .text(cell.name.unit?.rawValue),
            "direction": .text(cell.direction.map { "\($0.rawValue) is better" }),
            "noise": .text(Self.short(valueNoises(of: cell.name))),
            "cells": .list(columns.map { MatrixCell(cell, $0, ranking, self).context }),
            "notes": .list(MatrixNotes(cell, isFirst: isFirst, filesystems, analysis).contexts),
        ]
    }

    /// "noise 6 % to 8 %, 2 runs"; nil where none is known.
    private static func short(_ noises: [Noise]) -> String? {
        guard let runs = noises.map(\.repeats).max() else { return nil }
        let shares = noises.map(\.relative).map { $0 < 0.02 ? $0 : ($0 * 100).rounded() / 100 }
        let (low, high) = (ValueFormat.percent(shares.min() ?? 0), ValueFormat.percent(shares.max() ?? 0))
        return "noise \(low == high ? low : "\(low) to \(high)"), \(ValueFormat.count(runs, "run", "runs"))"
    }

    /// Of the values of a row.
    private func valueNoises(of row: MetricName) -> [Noise] {
        standing.uncertainties.filter { $0.name.benchmark == row.benchmark && $0.name.metric == row.metric }
            .map(\.noise)
    }

    // MARK: Noise

    /// Of the changes against the baseline, on which verdicts rest.
    private var noises: [Noise] {
        standing.comparison.cells.filter(\.isMain).flatMap { $0.against.compactMap { $0?.noise } }
    }

    private var noise: String? {
        let values = standing.uncertainties.map(\.noise)
        if values.isEmpty { return nil }
        let changes = noises.isEmpty ? "" : " \(NoiseText.ofChanges(noises))"
        return NoiseText.sentence(values) + changes
    }

    /// Without noise all filesystems are in one group, which says nothing.
    private var hasRanks: Bool { standing.rankings.contains(where: \.saysSomething) }

    /// What the matrix says of one filesystem of a row.
    fileprivate func filesystem(at place: Int) -> String { filesystems[place] }
}

extension Ranking {
    fileprivate var saysSomething: Bool { noise != nil || groups.count > 1 }
}

extension NoiseGap {
    /// As a page says it, which has no options.
    fileprivate var pageText: String { text.replacing("--as-of", with: "as_of") }
}

/// One filesystem's value in a row of the matrix, with its rank and its difference from the baseline.
private struct MatrixCell {
    let cell: ComparedCell
    let place: Int
    let ranking: Ranking?
    let matrix: RunMatrix

    init(_ cell: ComparedCell, _ place: Int, _ ranking: Ranking?, _ matrix: RunMatrix) {
        (self.cell, self.place, self.ranking, self.matrix) = (cell, place, ranking, matrix)
    }

    private var filesystem: String { matrix.filesystem(at: place) }
    private var side: SideValue? { cell.sides[place] }
    private var difference: Difference? { place == 0 ? nil : cell.against[place] }

    /// An element of "cells" in templates/partials/run-matrix.html.
    var context: TemplateValue {
        FilesystemLook(filesystem).context.adding([
            "filesystem": .string(filesystem), "is_baseline": .bool(place == 0),
            "value": .text(side.map { ValueFormat.column($0.value, unit: cell.name.unit, matrix.prefixes) }),
            "raw": .text(side.map { ValueFormat.exact($0.value) }),
            "rank": .text(rank.map(String.init)), "is_best": .bool(rank == 1 && mark == nil),
            "state": .text(state),
            "change": .text(difference?.ratio.map(ChangeText.of)),
            "verdict": .text(difference?.verdict?.rawValue),
            "is_undecided": .bool(difference?.verdict == .undecided),
            "is_same": .bool(difference?.verdict == .same),
            "interval": .text(interval),
            "mark": .text(mark),
            "link": .text(link),
        ])
    }

    /// What the audit doubts; such a value is no winner, whatever its rank.
    private var mark: String? { side.flatMap { matrix.standing.marks[$0]?.rawValue } }

    /// Nil where it has no rank, or all filesystems have the same one for lack of noise.
    private var rank: Int? {
        guard let ranking, ranking.saysSomething else { return nil }
        return ranking.groups.firstIndex { $0.contains(filesystem) }.map { $0 + 1 }
    }

    /// Why it has no rank.
    private var state: String? {
        if ranking?.failed.contains(filesystem) ?? false { return "failed" }
        return ranking?.unranked.contains(filesystem) ?? false ? "tool errors" : nil
    }

    private var interval: String? {
        guard let difference, let interval = difference.interval, let level = difference.intervalLevel else {
            return nil
        }
        let (low, high) = (interval.lowerBound, interval.upperBound)
        let range = "\(ChangeText.of(low)) to \(ChangeText.of(high)) at \(ValueFormat.level(level))"
        return difference.repeatsNeeded.map { "\(range); \($0.pageText)" } ?? range
    }

    /// The comparison of this filesystem with the baseline.
    private var link: String? {
        guard difference != nil, let baseline = matrix.standing.baseline else { return nil }
        let sides = [baseline, filesystem].map { ComparedItem(run: matrix.run, filesystem: $0) }
        return matrix.links.comparison(sides, benchmark: cell.name.benchmark)
    }
}

extension RepeatsNeeded {
    /// What it takes to tell, in words.
    var pageText: String {
        switch self {
        case .count(let count): "\(count == 1 ? "1 run" : "\(count) runs") of each would tell"
        case .moreThan(let count): "more than \(count) runs of each would be needed to tell"
        }
    }
}

extension TemplateNames {
    /// What `RunMatrix.context` has.
    static let runMatrix = TemplateNames(
        "baseline", "has_means", "has_ranks", "noise", "noise_warning", "noise_gap", "margin",
        "further_rows", "further_columns", "left_out", "standing_link", "as_of",
        parts: [
            "columns": TemplateNames("name", "is_baseline") + .filesystemLook,
            "geometric_means": TemplateNames("text", "count"),
            "rows": TemplateNames(
                "benchmark", "is_first", "anchor", "metric", "unit", "direction", "noise",
                parts: [
                    "notes": TemplateNames("text", "title"),
                    "cells": TemplateNames(
                        "filesystem", "is_baseline", "value", "raw", "rank", "is_best", "state", "change",
                        "verdict", "is_undecided", "is_same", "interval", "mark", "link")
                        + .filesystemLook,
                ]),
        ])
}
