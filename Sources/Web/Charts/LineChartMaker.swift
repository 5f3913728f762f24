import Analysis
import Drawing
import JSON
import Model

/// Makes the charts of lines of a run, from the series of its report.
struct LineChartMaker: Sendable {
    let run: ChartedRun
    let runs: RunReader
    /// How wide the picture is to be.
    let width: Int

    /// Of all cells of a chart; the JSON of more takes too long to read.
    private static let byteLimit = 24 << 20

    /// The series of a key on some filesystems.
    ///
    /// - Throws: `Problem` where no cell has the series, or the series are too much.
    func chart(
        _ key: String, _ group: MonitoringGroup, _ samples: Range<Int>, _ benchmark: ChartedBenchmark,
        _ cells: [(filesystem: String, cell: MeasuredCell?)]
    ) throws(Problem) -> LineChart {
        let shown = cells.filter { $0.cell != nil }.prefix(ChartQuery.lineLimit)
        let query = BucketQuery(
            range: samples, points: LineChart.pointCount(forWidth: width), key: key)
        var found: [(filesystem: String, series: BucketedSeries.Series, busy: BusyInterval?)] = []
        var entries: [(filesystem: String, entry: OutlineEntry)] = []
        for (filesystem, _) in shown {
            let entry = try runs.entry(of: run.run, benchmark: benchmark.name, filesystem: filesystem)
            if let entry { entries.append((filesystem, entry)) }
        }
        let byteCount = entries.reduce(0) { $0 + ($1.entry.parts[group.seriesSection]?.count ?? 0) }
        guard byteCount <= Self.byteLimit else { throw Self.tooLarge(byteCount) }
        for (filesystem, entry) in entries {
            let part = try runs.bucketedSeries(of: run.run, entry, group, query)
            if let series = part.series.first { found.append((filesystem, series, part.busy)) }
        }
        guard let first = found.first else {
            throw try lacking(key, group, benchmark, entries.first?.entry)
        }
        return chart(first.series, found, benchmark, samples, group, cells, Array(shown.compactMap(\.cell)))
    }

    private func chart(
        _ meaning: BucketedSeries.Series,
        _ found: [(filesystem: String, series: BucketedSeries.Series, busy: BusyInterval?)],
        _ benchmark: ChartedBenchmark, _ samples: Range<Int>, _ group: MonitoringGroup,
        _ cells: [(filesystem: String, cell: MeasuredCell?)], _ shown: [MeasuredCell]
    ) -> LineChart {
        let end = min(samples.upperBound, found.map(\.series.count).max() ?? 0)
        let start = min(max(samples.lowerBound, group.leadingCount), end)
        let lines = found.map { filesystem, series, busy in
            let points = SeriesPoints(series, from: start)
            let rhythm = run.rhythmKey(benchmark.name, filesystem)
            return LineChart.Line(
                filesystem, ChartLook(filesystem), points: points.points, busy: busy?.samples,
                stalls: rhythm == series.key ? points.stalls(in: busy?.samples) : [])
        }
        let metric = meaning.metric
        let label = metric.label + (meaning.disk.map { ", \($0)" } ?? "")
        let counter = metric.traits.contains(.counter) ? ", a counter since the start" : ""
        let missing = cells.count - found.count
        let notes = notes(lines, missing: missing)
        return LineChart(
            caption: ChartCaption(
                title: "\(label) of \(benchmark.name)", notes: [notes], origin: run.origin(shown)),
            metric: label + counter, unit: metric.unit, samples: start..<end, lines: lines)
    }

    private func notes(_ lines: [LineChart.Line], missing: Int) -> String {
        let size = lines.flatMap(\.points).compactMap { $0?.samples.count }.max() ?? 1
        var notes = [
            size > 1
                ? "Lines are means of \(size) samples; bands go from the lowest to the highest sample."
                : "Each point is a sample."
        ]
        if lines.contains(where: { $0.points.contains(nil) }) { notes.append("Gaps: no value was recorded.") }
        if lines.contains(where: { $0.busy != nil }) {
            notes.append("Strips below the axis: when the workload was at work.")
        }
        if lines.contains(where: { !$0.stalls.isEmpty }) {
            notes.append("Marks on the axis: stalls, below a fifth of the median.")
        }
        if missing > 0 {
            notes.append(
                "\(ValueFormat.count(missing, "more filesystem is", "more filesystems are")) not drawn.")
        }
        return notes.joined(separator: " ")
    }

    private func lacking(
        _ key: String, _ group: MonitoringGroup, _ benchmark: ChartedBenchmark, _ entry: OutlineEntry?
    ) throws(Problem) -> Problem {
        let query = BucketQuery(range: 0..<1, points: 1)
        let known = try entry.map { (entry) throws(Problem) in
            try runs.bucketedSeries(of: run.run, entry, group, query).series.map(\.key)
        }
        let has = (known ?? []).prefix(12).map { JSONPointer.quoted($0) }.joined(separator: ", ")
        return Problem(
            .notFound,
            "No cell of \(JSONPointer.quoted(benchmark.name)) has a series \(JSONPointer.quoted(key)) in"
                + " \(group.rawValue)" + (has.isEmpty ? "." : "; there is \(has)."))
    }

    private static func tooLarge(_ byteCount: Int) -> Problem {
        Problem(
            .reportTooLarge,
            "The series of these cells are \(byteCount) bytes, and a chart is drawn of at most \(byteLimit);"
                + " name fewer filesystems.",
            members: [.init("limit", .integer(byteLimit))])
    }
}
