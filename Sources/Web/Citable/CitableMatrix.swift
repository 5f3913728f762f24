import Analysis
import Drawing
import Model
import Templates

/// The main metrics of all benchmarks against one filesystem: values, ranks, verdicts.
struct CitableMatrix: Sendable {
    let standing: StandingAnswer
    let rowLimit: Int

    private var rows: [ComparedCell] { standing.comparison.cells.filter(\.isMain) }

    /// The context of `matrix` in templates/pages/citable.html.
    var context: TemplateValue {
        let columns = standing.comparison.items.map { item -> TemplateValue in
            let name = item.filesystem ?? ""
            return FilesystemLook(name).context.adding([
                "name": .string(ShownText.of(name)), "is_baseline": .bool(name == standing.baseline),
            ])
        }
        let hidden = rows.count - min(rows.count, rowLimit)
        return [
            "baseline": .text(standing.baseline.map { ShownText.of($0) }), "columns": .list(columns),
            "rows": .list(rows.prefix(rowLimit).map(row)),
            "noise_text": .text(standing.noiseGap?.text),
            "hidden": hidden > 0 ? .string(ValueFormat.count(hidden, "more row", "more rows")) : .null,
            "omitted": standing.omittedCellCount > 0
                ? .string(ValueFormat.count(standing.omittedCellCount, "more cell", "more cells")) : .null,
        ]
    }

    private func row(_ cell: ComparedCell) -> TemplateValue {
        let kind = BenchmarkKind(benchmark: cell.name.benchmark)
        let metric = ChartedMetric(ValueName(.plot, cell.name.metric), of: kind)
        let ranking = standing.rankings.first {
            $0.benchmark == cell.name.benchmark && $0.metric == cell.name.metric
        }
        return [
            "benchmark": .string(ShownText.of(cell.name.benchmark)), "metric": .string(metric.label),
            "direction_text": .text(cell.direction.map { "\($0.rawValue) is better" }),
            "noise_text": .text(ranking?.noise.map { NoiseWords.text([$0], of: "Noise of ratios") }),
            "cells": .list(
                cell.sides.indices.map { value(of: cell, side: $0, metric, ranking) }),
        ]
    }

    private func value(
        of cell: ComparedCell, side: Int, _ metric: ChartedMetric, _ ranking: Ranking?
    ) -> TemplateValue {
        guard let value = cell.sides[side] else {
            return ["text": "–", "raw": nil, "ratio": nil, "rank": nil, "words": nil, "is_marked": false]
        }
        let filesystem = value.measurement.cell.filesystem
        let difference = cell.against.indices.contains(side) ? cell.against[side] : nil
        let mark = standing.marks[value]?.rawValue
        let words = [
            value.measurement.hasErrors ? "tool errors" : difference?.verdict?.rawValue, mark,
        ].compactMap(\.self)
        let rank = ranking?.noise == nil ? nil : ranking?.groups.firstIndex { $0.contains(filesystem) }
        return [
            "text": .string(metric.text(value.value)), "raw": .string(ValueFormat.exact(value.value)),
            "ratio": .text(difference?.ratio.map(Self.percent)),
            "rank": .text(rank.map { String($0 + 1) }),
            "words": words.isEmpty ? .null : .string(words.joined(separator: ", ")),
            "is_marked": .bool(mark != nil || value.measurement.hasErrors),
        ]
    }

    /// "+12.3 %", "−5 %", "15.1 ×".
    private static func percent(_ ratio: Double) -> String {
        if ratio >= 10 { return "\(ValueFormat.text(ratio, unit: nil)) ×" }
        let change = ratio - 1
        return (change < 0 ? "−" : "+") + NoiseWords.percent(abs(change))
    }
}
