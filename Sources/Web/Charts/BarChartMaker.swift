import Analysis
import Drawing
import Model

/// Makes the charts of bars of a run.
struct BarChartMaker: Sendable {
    let run: ChartedRun
    /// Of the run, or of the benchmark; nil where nothing is known.
    let certainty: RunCertainty?

    /// A metric of a benchmark on some filesystems.
    func chart(
        _ benchmark: ChartedBenchmark, _ metric: ChartedMetric,
        _ cells: [(filesystem: String, cell: MeasuredCell?)]
    ) -> BarChart {
        let shown = cells.prefix(ChartQuery.barLimit)
        let ranking = certainty?.rankings.first {
            $0.benchmark == benchmark.name && $0.metric == metric.name.key
        }
        let isRanked = metric.name.section == .plot && ranking?.noise != nil
        let bars = shown.map { filesystem, cell in
            bar(filesystem, cell, benchmark, metric, isRanked ? ranking : nil)
        }
        let notes = notes(bars, benchmark, metric, isRanked: isRanked, hidden: cells.count - shown.count)
        return BarChart(
            caption: ChartCaption(
                title: "\(metric.label) of \(benchmark.name)", notes: notes,
                origin: run.origin(shown.compactMap(\.cell))),
            metric: metric.label, unit: metric.unit, direction: metric.direction, bars: bars)
    }

    private func bar(
        _ filesystem: String, _ cell: MeasuredCell?, _ benchmark: ChartedBenchmark, _ metric: ChartedMetric,
        _ ranking: Ranking?
    ) -> BarChart.Bar {
        let value = cell.flatMap(metric.value)
        let isMain = MetricTable.mainMetrics(of: benchmark.kind).contains { $0.key == metric.name.key }
        let hasFailed = isMain && value.map { $0 <= 0 } ?? false
        let hasErrors = cell?.hasErrors ?? false
        let remark: String? =
            if cell == nil {
                "not run"
            } else if hasErrors {
                "tool errors"
            } else if hasFailed {
                "failed"
            } else {
                run.doubt(benchmark.name, filesystem)?.rawValue
            }
        return BarChart.Bar(
            filesystem, ChartLook(filesystem), value: value,
            interval: uncertainty(filesystem, benchmark, metric)?.interval,
            rank: ranking?.groups.firstIndex { $0.contains(filesystem) }.map { $0 + 1 }, remark: remark,
            isDoubtful: hasErrors || hasFailed)
    }

    private func uncertainty(
        _ filesystem: String, _ benchmark: ChartedBenchmark, _ metric: ChartedMetric
    ) -> Uncertainty? {
        guard [.plot, .table, .derived].contains(metric.name.section) else { return nil }
        return certainty?[CellName(benchmark: benchmark.name, filesystem: filesystem), metric.name.key]
    }

    private func notes(
        _ bars: [BarChart.Bar], _ benchmark: ChartedBenchmark, _ metric: ChartedMetric, isRanked: Bool,
        hidden: Int
    ) -> [String] {
        var notes: [String] = []
        let known = bars.compactMap { uncertainty($0.name, benchmark, metric)?.noise }
        if known.isEmpty {
            notes.append("Noise is not known: a difference may be chance.")
        } else {
            notes.append("Whiskers: 95 % interval of the value. \(NoiseWords.text(known))")
        }
        let iterations = Set(benchmark.cells.map(\.iterations))
        if let count = iterations.first, let count, iterations.count == 1 {
            notes.append(
                count == 1
                    ? "Each value is of one iteration." : "Each value is the mean of \(count) iterations.")
        }
        if isRanked { notes.append("Filesystems with the same number in front cannot be told apart.") }
        if bars.contains(where: \.isDoubtful) {
            notes.append("Hatched: the tool counted errors, or the value failed; such a value has no rank.")
        }
        if hidden > 0 {
            notes.append(
                "\(ValueFormat.count(hidden, "more filesystem is", "more filesystems are")) not drawn.")
        }
        return [notes.joined(separator: " ")]
    }
}

/// What noise was learned from, in words.
enum NoiseWords {
    /// "Noise 3.9 % to 9.2 %, from 4 runs within 2 days."; there is at least one.
    static func text(_ noises: [Noise], of name: String = "Noise") -> String {
        let shares = noises.map(\.relative)
        let (low, high) = (percent(shares.min() ?? 0), percent(shares.max() ?? 0))
        let runs = noises.map(\.repeats)
        let (fewest, most) = (runs.min() ?? 0, runs.max() ?? 0)
        let count = fewest == most ? "\(fewest)" : "\(fewest) to \(most)"
        return "\(name) \(low == high ? low : "\(low) to \(high)"), from \(count) runs"
            + " within \(time(noises.map(\.within).max() ?? 0))."
    }

    /// A share in percent, with one decimal at most.
    static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded()
        return tenths.magnitude < 1e9 ? "\(ValueFormat.exact(tenths / 10)) %" : "very many %"
    }

    /// In the largest unit that is filled twice.
    private static func time(_ milliseconds: Int64) -> String {
        let steps: [(Int64, String)] = [(86_400_000, "days"), (3_600_000, "hours"), (60_000, "minutes")]
        for (size, name) in steps where milliseconds >= 2 * size { return "\(milliseconds / size) \(name)" }
        return "\(max(1, milliseconds / 1_000)) s"
    }
}
