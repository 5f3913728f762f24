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
    let version: String
    /// Made once, also where the file is rendered several times.
    private let sections: [CitableSection]
    private let hasOmittedSeries: Bool

    /// The most bytes of CSV, which stands in the file twice: to be read, and to be saved.
    private static let csvByteLimit = 500_000
    private static let findingLimit = 200
    private static let fewRows = 20

    init(
        run: ChartedRun, summary: RunSummary, measured: MeasuredRun?, standing: StandingAnswer?,
        certainty: RunCertainty?, runs: RunReader, links: Links, version: String
    ) throws(Problem) {
        self.run = run
        self.summary = summary
        self.measured = measured
        self.standing = standing
        self.version = version
        let bars = BarChartMaker(run: run, certainty: certainty)
        var series = CitableSeries(run: run, runs: runs)
        sections = try summary.benchmarks.map { (benchmark) throws(Problem) in
            let charted = measured.flatMap { ChartedBenchmark(benchmark.name, of: $0) }
            let tables = BenchmarkSection(
                benchmark: benchmark, anchor: "", run: run.run, filesystems: summary.filesystems,
                omissions: [], prefixes: .si, links: links
            ).context
            return CitableSection(
                benchmark: benchmark, tables: tables, bars: charted.flatMap(bars.citable),
                lines: try charted.flatMap { (benchmark) throws(Problem) in try series.picture(benchmark) })
        }
        hasOmittedSeries = series.hasOmitted
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
        let csv = left.contains(.csv) ? nil : csv
        var omitted = CitablePart.allCases.filter(left.contains).map(\.rawValue)
        if csv == nil, !left.contains(.csv), measured != nil { omitted.append(CitablePart.csv.rawValue) }
        omitted += hidden(without: left)
        return head.adding([
            "system": left.contains(.facts) ? .null : SystemFacts.context(summary.systemInfo),
            "matrix": standing.map {
                CitableMatrix(standing: $0, rowLimit: isShort ? Self.fewRows : 500).context
            } ?? .null,
            "sections": .list(sections.map { $0.context(without: left) }),
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
            "counts_text": .string(run.run.countsText),
            "sha256": .string(receipt.report.digest.description),
            "size": .string(ValueFormat.size(receipt.report.byteCount)),
            "config_sha256": .text(receipt.config?.digest.description),
            "version": .string(version),
            "rules": .text(run.analysis.map { String($0.rules) }),
            "as_of": .text(standing?.asOf.description), "as_of_text": .text(standing?.asOf.pageText),
            "mark": run.run.mark.context,
        ]
    }

    /// What is left out of every file of the run.
    private func hidden(without left: Set<CitablePart>) -> [String] {
        var hidden: [String] = []
        let further = run.run.counts.benchmarks - summary.benchmarks.count
        if further > 0 || summary.next != nil {
            hidden.append(
                "the sections of \(ValueFormat.count(max(1, further), "more benchmark", "more benchmarks"))")
        }
        if hasOmittedSeries, !left.contains(.seriesCharts) { hidden.append("charts of long series") }
        return hidden
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
