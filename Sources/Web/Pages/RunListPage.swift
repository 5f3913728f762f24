import HTTP
import Model
import System
import Templates

/// The list of runs, `/`.
struct RunListPage: Sendable {
    let runs: RunReader
    let links: Links
    let gate: Gate
    let inbox: FilePath
    /// Where a client that says no Host has come to.
    let address: ListenAddress

    /// The context of templates/pages/runs.html.
    func context(_ request: Request, _ caller: Caller) throws(Problem) -> TemplateValue {
        var query = RunQuery()
        try query.begin(after: try Parameters(ofPage: request).next("cursor") { RunCursor($0) })
        let page = try runs.runs(query)
        return [
            "page_title": "Runs",
            "server": server(caller),
            "is_first_page": .bool(query.cursor == nil),
            "total": page.total == 0 ? .null : .string(ValueFormat.count(page.total)),
            "old_latest": .text(runs.oldLatest?.description),
            "runs": .list(page.runs.map(context)),
            "next": .text(page.next.map { links.runs(after: $0) }),
        ]
    }

    private func context(_ run: Run) -> TemplateValue {
        run.head.context(links).adding([
            "benchmark_count": .string(ValueFormat.count(run.benchmarkCount, "benchmark", "benchmarks")),
            "benchmarks": .list(Self.shown(run.benchmarks, of: run.benchmarkCount)),
            "filesystems": .list(Self.shown(run.filesystems, of: run.filesystemCount)),
            "size": .string(ValueFormat.size(run.report.byteCount)),
            "mark": run.mark.context,
        ])
    }

    /// The most names that a row has; the run's page has all.
    private static let nameLimit = 30

    private static func shown(_ names: [String], of count: Int) -> [TemplateValue] {
        let shown = names.prefix(nameLimit).map { TemplateValue.string($0) }
        let further = count - shown.count
        return further > 0 ? shown + [.string("and \(ValueFormat.count(further)) more")] : shown
    }

    /// How a caller sends runs here, for templates/partials/send-a-run.html.
    func server(_ caller: Caller) -> TemplateValue {
        let policy = gate.uploadPolicy()
        let isOpen = policy.way(for: caller) == .open
        return [
            "inbox": .string(ShellWord.quoting(inbox)),
            "host": .string(caller.host?.name ?? address.host),
            "base_url": .string(caller.origin(else: address) + links.base),
            "uploads_open": .bool(isOpen || policy.hasTokens),
            "token_needed": .bool(!isOpen),
        ]
    }
}
