import Analysis
import Drawing
import HTTP
import JSON
import Model
import System
import Templates

/// All that a run's file may hold.
struct CitableContent: Sendable {
    let run: ChartedRun
    let summary: RunSummary
    /// Nil where nothing is computed of the run yet.
    let measured: MeasuredRun?
    let standing: StandingAnswer?
    let certainty: RunCertainty?
    let runs: RunReader
    let links: Links
    let version: String
    private let series: CitableSeries

    /// The most bytes of CSV, which stands in the file twice: to be read, and to be saved.
    private static let csvByteLimit = 500_000
    private static let findingLimit = 200
    private static let fewRows = 20

    init(
        run: ChartedRun, summary: RunSummary, measured: MeasuredRun?, standing: StandingAnswer?,
        certainty: RunCertainty?, runs: RunReader, links: Links, version: String
    ) {
        self.run = run
        self.summary = summary
        self.measured = measured
        self.standing = standing
        self.certainty = certainty
        self.runs = runs
        self.links = links
        self.version = version
        series = CitableSeries(run: run, runs: runs)
    }

    /// "benchd-rig-01-2026-11-23-0199ab12.html": what says where it is from, in characters that every disk takes.
    func fileName(extension suffix: String) -> String {
        let source = (run.run.receipt.source ?? "run").unicodeScalars.prefix(40).map { scalar in
            let isPlain =
                scalar.isASCII
                && (UInt8(scalar.value).isLetterOrDigit || "._-".unicodeScalars.contains(scalar))
            return isPlain ? String(scalar) : "-"
        }.joined()
        return
            "benchd-\(source)-\(run.run.receipt.filed.description.prefix(10))-\(run.id.description.prefix(8)).\(suffix)"
    }

    /// The context of templates/pages/citable.html.
    func context(without left: Set<CitablePart>) -> TemplateValue {
        let isShort = left.contains(.rows)
        let (sections, hidden) = sections(without: left)
        let csv = left.contains(.csv) ? nil : csv
        var omitted = CitablePart.allCases.filter(left.contains).map(\.rawValue)
        if csv == nil, !left.contains(.csv), measured != nil { omitted.append(CitablePart.csv.rawValue) }
        omitted += hidden
        return head.adding([
            "system": left.contains(.facts) ? .null : SystemFacts.context(summary.systemInfo),
            "matrix": standing.map {
                CitableMatrix(standing: $0, rowLimit: isShort ? Self.fewRows : 500).context
            } ?? .null,
            "sections": .list(sections),
            "findings": findings(limit: isShort ? Self.fewRows : Self.findingLimit),
            "csv": csv ?? .null,
            "has_omitted": .bool(!omitted.isEmpty),
            "omitted": .list(omitted.map { .string($0) }),
        ])
    }

    private var head: TemplateValue {
        let receipt = run.run.receipt
        return [
            "page_title": .string("benchd: \(run.run.head.title)"),
            "source": .text(receipt.source), "uuid": .string(run.id.description),
            "filed": .string(receipt.filed.description), "filed_text": .string(receipt.filed.pageText),
            "address": .string(run.address), "machine": .string(run.machine),
            "counts_text": .string(
                ValueFormat.count(run.run.counts.benchmarks, "benchmark", "benchmarks") + " on "
                    + ValueFormat.count(run.run.counts.filesystems, "filesystem", "filesystems")),
            "sha256": .string(receipt.report.digest.description),
            "size": .string(ValueFormat.size(receipt.report.byteCount)),
            "config_sha256": .text(receipt.config?.digest.description),
            "version": .string(version),
            "rules": .text(run.analysis.map { String($0.rules) }),
            "as_of": .text(standing?.asOf.description), "as_of_text": .text(standing?.asOf.pageText),
            "mark": run.run.mark.context,
        ]
    }

    private func sections(without left: Set<CitablePart>) -> (sections: [TemplateValue], hidden: [String]) {
        var hidden: [String] = []
        let further = run.run.counts.benchmarks - summary.benchmarks.count
        if further > 0 || summary.next != nil {
            hidden.append(
                "the sections of \(ValueFormat.count(max(1, further), "more benchmark", "more benchmarks"))")
        }
        let sections = summary.benchmarks.enumerated().map { number, benchmark in
            let section = BenchmarkSection(
                benchmark: benchmark, anchor: "b\(number)", run: run.run, filesystems: summary.filesystems,
                omissions: [], links: links
            ).context
            let charted = charted(benchmark.name)
            let bars = left.contains(.barCharts) ? nil : charted.flatMap(bars)
            let lines = left.contains(.seriesCharts) ? nil : charted.flatMap(series.picture)
            return [
                "name": .string(ShownText.of(benchmark.name)),
                "kind": .text(benchmark.kind?.rawValue),
                "missing_text": section["missing_text"] ?? .null,
                "bars": bars ?? .null, "lines": lines ?? .null,
                "metrics": left.contains(.valueTables) ? .list([]) : section["metrics"] ?? .null,
                "monitoring": left.contains(.monitoringTables) ? .list([]) : section["monitoring"] ?? .null,
            ] as TemplateValue
        }
        if series.hasOmitted, !left.contains(.seriesCharts) { hidden.append("charts of long series") }
        return (sections, hidden)
    }

    private func charted(_ name: String) -> ChartedBenchmark? {
        measured.flatMap { ChartedBenchmark(name, of: $0) }
    }

    private func bars(_ benchmark: ChartedBenchmark) -> TemplateValue? {
        guard let metric = try? benchmark.metric(nil), let cells = try? benchmark.cells(of: nil) else {
            return nil
        }
        let chart = BarChartMaker(run: run, certainty: certainty).chart(benchmark, metric, cells)
        return CitablePicture.context(chart.svg(ChartStyle(width: CitablePicture.width)), saying: chart.words)
    }

    private func findings(limit: Int) -> TemplateValue {
        guard let analysis = run.analysis else { return .null }
        let marked = analysis.findings.filter(\.verdict.isMarked)
        let shown = marked.prefix(limit).map { finding -> TemplateValue in
            [
                "verdict": .string(finding.verdict.rawValue), "law": .string(finding.law.title),
                "benchmark": .text(finding.benchmark.map { ShownText.of($0) }),
                "filesystem": .text(finding.filesystem.map { ShownText.of($0) }),
                "detail": .string(finding.detail),
            ]
        }
        let counts = AuditCounts(analysis.findings)
        let rest = marked.count - shown.count
        return [
            "text": .string(
                Finding.Verdict.allCases.map { "\(ValueFormat.count(counts[$0])) \($0.rawValue)" }
                    .joined(separator: ", ")),
            "items": .list(shown), "rest": rest > 0 ? .string(ValueFormat.count(rest)) : .null,
        ]
    }

    /// Nil where it would be too much.
    private var csv: TemplateValue? {
        guard let measured else { return nil }
        var writer = ExportWriter(.csv, hasHeader: true, byteLimit: Self.csvByteLimit)
        guard writer.add(measured, from: 0) == nil, !writer.isFull else { return nil }
        return [
            "text": .string(String(decoding: writer.bytes, as: UTF8.self)),
            "link": .string("data:text/csv;charset=utf-8;base64,\(Base64.text(writer.bytes))"),
            "name": .string(fileName(extension: "csv")),
            "count": .string(
                ValueFormat.count(measured.cells.reduce(0) { $0 + $1.values.count }, "value", "values")),
        ]
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
