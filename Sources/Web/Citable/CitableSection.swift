import Drawing
import Model
import System
import Templates

/// One benchmark of a run's file.
struct CitableSection: Sendable {
    let benchmark: RunSummary.Benchmark
    /// As the page of the run has it.
    let tables: TemplateValue
    let bars: TemplateValue?
    let lines: TemplateValue?

    /// An element of `sections` in templates/pages/citable.html.
    func context(without left: Set<CitablePart>) -> TemplateValue {
        func part(_ part: CitablePart, _ value: TemplateValue?) -> TemplateValue {
            left.contains(part) ? .null : value ?? .null
        }
        return [
            "name": .string(ShownText.of(benchmark.name)), "kind": .text(benchmark.kind?.rawValue),
            "missing_text": tables["missing_text"] ?? .null,
            "bars": part(.barCharts, bars), "lines": part(.seriesCharts, lines),
            "metrics": part(.valueTables, tables["metrics"]),
            "monitoring": part(.monitoringTables, tables["monitoring"]),
        ]
    }
}

extension BarChartMaker {
    /// The main metric of a benchmark for a file; nil where it has none.
    func citable(_ benchmark: ChartedBenchmark) -> TemplateValue? {
        // Fails only where there is nothing to draw; the tables have all values.
        guard let metric = try? benchmark.metric(nil), let cells = try? benchmark.cells(of: nil) else {
            return nil
        }
        let chart = chart(benchmark, metric, cells)
        return CitablePicture.context(
            chart.svg(ChartStyle(width: CitablePicture.width)), saying: chart.words)
    }
}

/// A picture within a file.
enum CitablePicture {
    static let width = 760

    /// The picture as an address, and in words.
    static func context(_ svg: [UInt8], saying words: String) -> TemplateValue {
        [
            "source": .string("data:image/svg+xml;base64,\(Base64.text(svg))"), "words": .string(words),
        ]
    }
}
