import HTTP
package import JSON
package import Model

/// What the audit says of a run, in JSON.
struct AuditAPI: Sendable {
    let runs: RunReader
    let links: Links

    /// The findings that are asked for, a part at a time, and the counts of all.
    func findings(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        let query = try AuditQuery(request)
        let run = try runs.run(reference)
        let analysis = try runs.analysis(of: run)
        let asked = (analysis?.findings ?? []).filter(query.takes)
        return .json(
            AuditPage(run: run, analysis: analysis, findings: asked, part: query.list.range(of: asked.count))
                .json(links))
    }
}

/// Some findings of a run, with the counts of all.
package struct AuditPage: Sendable {
    private let run: FiledRun
    private let analysis: RunAnalysis?
    private let findings: [Finding]
    private let part: Range<Int>

    /// A part of some findings of a run; nil for all of them.
    package init(run: FiledRun, analysis: RunAnalysis?, findings: [Finding], part: Range<Int>? = nil) {
        self.run = run
        self.analysis = analysis
        self.findings = findings
        self.part = part ?? findings.indices
    }

    /// The page as the API serves it (docs/api.md).
    package func json(_ links: Links) -> JSONValue {
        let members: [JSONValue.Member] = [
            .init("rules", analysis.map { .integer($0.rules) } ?? .null),
            .init("counts", analysis.map { AuditCounts($0.findings).json } ?? .null),
            .init("from", .integer(part.lowerBound)), .init("total", .integer(findings.count)),
            .init("next", part.upperBound < findings.count ? .integer(part.upperBound) : .null),
            .init("findings", .array(findings[part].map(\.json))),
        ]
        return .object(run.head.members(links) + members)
    }
}

/// Which findings are asked for.
struct AuditQuery: Equatable {
    let list: ListQuery
    let verdict: Finding.Verdict?
    let benchmark: String?
    let filesystem: String?

    /// The most findings of an answer: some 300 bytes each.
    private static let limit = 2_000

    /// Reads `from`, `limit`, `verdict`, `benchmark` and `filesystem`.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let names = ["verdict", "benchmark", "filesystem"]
        list = try ListQuery(request, limit: Self.limit, others: names)
        let parameters = try Parameters(request, ["from", "limit"] + names)
        verdict = try parameters.choice("verdict", of: Finding.Verdict.self)
        benchmark = parameters["benchmark"].map { ShortName.of($0) }
        filesystem = parameters["filesystem"].map { ShortName.of($0) }
    }

    /// Whether a finding is asked for.
    func takes(_ finding: Finding) -> Bool {
        (verdict.map { $0 == finding.verdict } ?? true)
            && (benchmark.map { $0 == finding.benchmark } ?? true)
            && (filesystem.map { $0 == finding.filesystem } ?? true)
    }
}
