import Drawing
import Model
import Synchronization
import Templates

/// The charts of series of a file: of each benchmark how its device worked, each drawn once.
final class CitableSeries: Sendable {
    private struct State {
        var pictures: [String: TemplateValue] = [:]
        var drawn: Set<String> = []
        var hasOmitted = false
    }

    private let run: ChartedRun
    private let runs: RunReader
    private let state = Mutex(State())

    /// The most charts of a file: each reads series of the report.
    private static let limit = 12

    init(run: ChartedRun, runs: RunReader) {
        self.run = run
        self.runs = runs
    }

    /// Whether there are series that are not drawn, because they are too many or too long.
    var hasOmitted: Bool { state.withLock { $0.hasOmitted } }

    /// The chart of the series that the device's rhythm is read from; nil where there is none.
    func picture(_ benchmark: ChartedBenchmark) -> TemplateValue? {
        let (known, isDrawn, count) = state.withLock {
            ($0.pictures[benchmark.name], $0.drawn.contains(benchmark.name), $0.drawn.count)
        }
        if isDrawn { return known }
        guard let key = key(benchmark) else { return nil }
        let picture = count < Self.limit ? draw(key, benchmark) : nil
        state.withLock {
            if count < Self.limit { $0.drawn.insert(benchmark.name) }
            $0.pictures[benchmark.name] = picture
            if picture == nil { $0.hasOmitted = true }
        }
        return picture
    }

    /// The series that most cells have it of.
    private func key(_ benchmark: ChartedBenchmark) -> String? {
        var counts: [String: Int] = [:]
        for cell in benchmark.cells {
            if let key = run.rhythmKey(benchmark.name, cell.filesystem) { counts[key, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    private func draw(_ key: String, _ benchmark: ChartedBenchmark) -> TemplateValue? {
        let maker = LineChartMaker(run: run, runs: runs, width: CitablePicture.width)
        guard let cells = try? benchmark.cells(of: nil),
            let chart = try? maker.chart(key, .iostat, 0..<1_000_000_000, benchmark, cells)
        else { return nil }
        return CitablePicture.context(chart.svg(ChartStyle(width: CitablePicture.width)), saying: chart.words)
    }
}
