import Analysis
import Drawing
import HTTP
import JSON
import Model
import System

/// Pictures of a run, drawn by the server.
struct ChartsAPI: Sendable {
    let runs: RunReader
    let answers: Answers
    /// Where the client finds this site: "http://bench.example/base".
    let site: String

    /// A chart of a metric or a series.
    func chart(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        let query = try ChartQuery(request)
        let run = try ChartedRun(reference, runs, site: site)
        let benchmark = try ChartedBenchmark(query.benchmark, of: run, runs)
        let cells = try benchmark.cells(of: query.filesystems)
        switch query.content {
        case .bars(let key):
            let metric = try benchmark.metric(key)
            let certainty = try runs.read { () throws(LibraryError) in
                try answers.certainty(of: run.id, benchmark: benchmark.name)
            }
            let maker = BarChartMaker(run: run, certainty: certainty)
            var chart = maker.chart(benchmark, metric, cells)
            chart.prefixes = query.prefixes
            return .picture(chart.svg(query.style), query.style.theme)
        case .lines(let key, let group, let samples):
            let maker = LineChartMaker(run: run, runs: runs, width: query.style.width)
            var chart = try maker.chart(key, group, samples, benchmark, cells)
            chart.prefixes = query.prefixes
            return .picture(chart.svg(query.style), query.style.theme)
        }
    }

    /// A badge of a run, or of one of its values.
    func badge(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        let query = try BadgeQuery(request)
        let run = try ChartedRun(reference, runs, site: site)
        let badge =
            if let cell = query.cell {
                try self.badge(cell.benchmark, cell.filesystem, query, run)
            } else {
                Self.badge(of: run, query.label)
            }
        var response = Response.picture(badge.svg, nil)
        // A badge is made for pages of other sites.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
    }

    private func badge(
        _ name: String, _ filesystem: String, _ query: BadgeQuery, _ run: ChartedRun
    ) throws(Problem) -> Badge {
        let benchmark = try ChartedBenchmark(name, of: run, runs)
        let cell = try benchmark.cells(of: [filesystem]).first?.cell
        let metric = try benchmark.metric(query.metric)
        let value = cell.flatMap(metric.value).map { metric.text($0) }
        let doubt = run.doubt(name, filesystem)
        let texts = [filesystem.shortened, value ?? "no value", doubt?.rawValue].compactMap(\.self)
        return Badge(
            label: query.label ?? name.shortened,
            message: texts.prefix(2).joined(separator: " ")
                + texts.dropFirst(2).map { ", \($0)" }.joined(),
            tone: value == nil || doubt == .broken ? .bad : doubt == nil ? .neutral : .warning)
    }

    /// "5 benchmarks on 4 filesystems, 1 odd".
    private static func badge(of run: ChartedRun, _ label: String?) -> Badge {
        let counts = AuditCounts(run.analysis?.findings ?? [])
        let (odd, broken) = (counts[.odd], counts[.broken])
        var texts = [run.run.countsText]
        if broken > 0 { texts.append("\(ValueFormat.count(broken)) broken") }
        if odd > 0 { texts.append("\(ValueFormat.count(odd)) odd") }
        return Badge(
            label: label ?? "benchd", message: texts.joined(separator: ", "),
            tone: broken > 0 ? .bad : odd > 0 ? .warning : .neutral)
    }
}

extension String {
    /// A name on a badge, where the other text needs room, too.
    fileprivate var shortened: String { ShownText.of(self, limit: 40) }
}

extension Response {
    /// A picture that may load nothing, and has no style sheet but that of its theme.
    fileprivate static func picture(_ svg: [UInt8], _ theme: ChartTheme?) -> Response {
        var response = Response.tagged(svg, type: "image/svg+xml")
        let style = theme.map { "; style-src 'sha256-\(Self.digest(of: $0.styleSheet))'" } ?? ""
        response.headers["Content-Security-Policy"] =
            "default-src 'none'\(style); base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        return response
    }

    private static func digest(of text: String) -> String {
        Base64.text(Array(Digest.of(Array(text.utf8)).bytes))
    }
}
