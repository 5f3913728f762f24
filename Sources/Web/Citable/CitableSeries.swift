import Drawing
import Model
import Templates

/// The charts of series of a file: of each benchmark how its device worked.
struct CitableSeries {
    let run: ChartedRun
    let runs: RunReader
    private var count = 0
    /// Whether there are series that are not drawn, because they are too many or too long.
    private(set) var hasOmitted = false

    /// The most charts of a file: each reads series of the report.
    private static let limit = 12

    init(run: ChartedRun, runs: RunReader) {
        self.run = run
        self.runs = runs
    }

    /// The chart of the series that the device's rhythm is read from; nil where there is none.
    ///
    /// - Throws: `Problem` where the report cannot be read.
    mutating func picture(_ benchmark: ChartedBenchmark) throws(Problem) -> TemplateValue? {
        guard let key = key(benchmark) else { return nil }
        guard count < Self.limit, let picture = try draw(key, benchmark) else {
            hasOmitted = true
            return nil
        }
        count += 1
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

    /// Nil where the series is too long to be drawn.
    private func draw(_ key: String, _ benchmark: ChartedBenchmark) throws(Problem) -> TemplateValue? {
        let maker = LineChartMaker(run: run, runs: runs, width: CitablePicture.width)
        do throws(Problem) {
            let chart = try maker.chart(
                key, .iostat, 0..<1_000_000_000, benchmark, try benchmark.cells(of: nil))
            return CitablePicture.context(
                chart.svg(ChartStyle(width: CitablePicture.width)), saying: chart.words)
        } catch {
            guard error.status < 500 else { throw error }
            return nil
        }
    }
}
