import Analysis
import HTTP
import JSON
import Model
import System
import Templates

/// The dashboard of one run, `/benchmarks/{uuid}`.
struct DashboardPage: Sendable {
    let summary: RunSummary
    /// Where among the run's entries the page begins.
    let start: OutlinePosition
    /// What the summary was read with.
    let limits: SummaryLimits
    let standing: RunStanding
    let prefixes: BytePrefixes
    let links: Links

    /// Renders a run's page, or a part of it, in HTML of bounded size.
    ///
    /// - Throws: `Problem` where there is no such run, or it cannot be read.
    static func html(
        _ visit: Visit, _ runs: RunReader, _ answers: Answers, _ links: Links
    ) throws(Problem) -> [UInt8] {
        let parameters = Parameters(ofPage: visit.request)
        let start = try parameters.position("from") ?? .start
        let query = try StandingQuery(parameters.dropping(emptyOf: ["baseline", "as_of", "margin"]))
        // One run for all attempts, also where a newer one becomes the latest meanwhile.
        let run = RunReference.id(try runs.id(visit.run))
        let standing = try standing(of: run, query, from: start, runs, answers)
        return try PageLimits.fit { (limits) throws(Problem) in
            let summary = try runs.pageSummary(run, from: start, limits: limits)
            let page = DashboardPage(
                summary: summary, start: start, limits: limits, standing: standing,
                prefixes: BytePrefixes(address: parameters["units"]), links: links)
            return visit.look.render(.run, page.context)
        }
    }

    /// How the run stands, for the first part of its page; nothing where its report is damaged.
    private static func standing(
        of reference: RunReference, _ query: StandingQuery, from start: OutlinePosition,
        _ runs: RunReader, _ answers: Answers
    ) throws(Problem) -> RunStanding {
        guard start == .start else { return .none }
        let reader = RunStandingReader(answers: answers, runs: runs)
        do {
            return try reader.standing(of: try runs.run(reference), query)
        } catch {
            guard error.kind.isLackOfBytes else { throw error }
            return .none
        }
    }

    /// The context of templates/pages/run.html.
    var context: TemplateValue {
        run.head.context(links).adding(head).adding(content)
    }

    private var run: FiledRun { summary.run }

    private var hasConfig: Bool { run.receipt.config != nil && !run.lacks(.config) }

    private var head: TemplateValue {
        [
            "page_title": .string(run.head.title),
            "mark": run.mark.context,
            "size": .string(ValueFormat.size(run.receipt.report.byteCount)),
            "sha256": .string(
                run.receipt.report.digest == .unread
                    ? "unknown, it was not read" : run.receipt.report.digest.description),
            "uploaded_by": .text(run.receipt.uploader),
            "is_report_shown": .bool(
                run.receipt.reportProblem == nil && run.receipt.isComputed && !run.lacks(.report)),
            "report_link": run.lacks(.report) ? .null : .string(links.report(run.id)),
            "receipt_link": .string(links.receipt(run.id)),
            "config_link": hasConfig ? .string(links.config(run.id)) : .null,
            "counts_text": .string(run.countsText),
            "from": .string(start.description),
            "shown_benchmark_count": .string(String(summary.benchmarks.count)),
            // For an address that takes no 0.
            "shown_entry_count": .string(
                String(max(1, summary.benchmarks.reduce(0) { $0 + $1.entries.count }))),
            "is_first_part": .bool(start == .start),
            "facts_line": .list(RunFacts.texts(summary.systemInfo).map { .string($0) }),
            "before": standing.before.map { $0.context(links) } ?? .null,
            "compare_link": .string(links.comparison([ComparedItem(run: run.id)])),
            "citable_link": run.lacks(.report) ? .null : .string(links.citable(run.id)),
            "values_link": standing.analysis == nil ? .null : .string(links.values(run.id)),
            "missing_baseline": .text(standing.missingBaseline.map { ShortName.of($0) }),
            "matrix": matrix,
            "audit": audit,
            "is_computing": .bool(
                start == .start && standing.analysis == nil && run.receipt.reportProblem == nil
                    && !run.lacks(.report) && run.counts.benchmarks > 0),
            "part": RunParts(summary: summary, start: start, limits: limits, links: links).context,
        ]
    }

    private var content: TemplateValue {
        let config = ConfigFacts(run, summary.config, links)
        let omissions = summary.omissionsByBenchmark
        let others = summary.others.map { other -> TemplateValue in
            ["pointer": .string(OmittedParts.shown(other.pointer)), "text": .string(other.value.pageText)]
        }
        return [
            // The archive's findings are shown with links instead.
            "warnings": .list(run.receipt.warnings.filter { $0.kind != .configSecret }.map(Self.warning)),
            "findings": config.findings,
            "system": SystemFacts.context(summary.systemInfo),
            "vars": standing.vars.map {
                VarFacts(vars: $0, listingLink: links.configFiles(run.id)).context
            } ?? .null,
            "config": hasConfig ? config.context : .null,
            "is_config_missing": .bool(run.receipt.config == nil),
            "has_others": .bool(!others.isEmpty),
            "others": .list(others),
            "omitted": OmittedParts(
                run: run.id, omissions: omissions[""] ?? [], hiddenCount: summary.hiddenOtherCount,
                links: links
            ).context,
            // The same part in JSON, where all omissions are listed.
            "summary_link": .string(links.summary(run.id, from: start)),
            "benchmarks": .list(sections(omissions)),
        ]
    }

    private var anchors: [String] { Self.anchors(summary.benchmarks.map(\.name)) }

    /// The fragments of the sections that this page has.
    private var anchorsByName: [String: String] {
        Dictionary(zip(summary.benchmarks.map(\.name), anchors)) { first, _ in first }
    }

    private var matrix: TemplateValue {
        guard let answer = standing.standing else { return .null }
        return RunMatrix(
            standing: answer, analysis: standing.analysis, anchors: anchorsByName, prefixes: prefixes,
            run: run.id, links: links
        ).context
    }

    private var audit: TemplateValue {
        guard let analysis = standing.analysis else { return .null }
        var findings = analysis.findings
        if let stale = standing.standing?.staleFacts { findings.append(stale) }
        return AuditPanel(findings: findings, anchors: anchorsByName, link: links.audit(run.id)).context
    }

    private func sections(_ omissions: [String: [RunSummary.Omission]]) -> [TemplateValue] {
        zip(summary.benchmarks, anchors).enumerated().map { place, section in
            let (benchmark, anchor) = section
            return BenchmarkSection(
                benchmark: benchmark, anchor: anchor, run: run, filesystems: summary.filesystems,
                omissions: omissions[JSONPointer.appending(benchmark.name, to: "/data")] ?? [],
                prefixes: prefixes, links: links, isComputed: standing.analysis != nil, isFirst: place == 0
            ).context
        }
    }

    private static func warning(_ whole: Problem) -> TemplateValue {
        let problem = whole.shortened
        return [
            "title": .string(problem.kind.title),
            "detail": .string(problem.detail),
            "entry": .text(problem.members.first { $0.key == "entry" }?.value.string),
        ]
    }

    /// A fragment for each name, all different.
    private static func anchors(_ names: [String]) -> [String] {
        var counts: [String: Int] = [:]
        return names.map { name in
            let anchor = "benchmark-" + name.unicodeScalars.map { isPlain($0) ? String($0) : "-" }.joined()
            counts[anchor, default: 0] += 1
            let count = counts[anchor] ?? 1
            return count == 1 ? anchor : "\(anchor)-\(count)"
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", "_", "-": true
        default: false
        }
    }
}

extension FiledRun {
    /// Whether a part is damaged, or may be, so that nothing of it is shown (`noting(_:about:)`).
    fileprivate func lacks(_ part: FiledPart) -> Bool {
        receipt.warnings.contains { warning in
            switch warning.kind {
            case .reportDamaged: part == .report
            // A config that was rejected never came to be filed.
            case .configDamaged: part == .config && warning.status == 500
            case .verificationPending, .databaseUnavailable:
                part == .report ? counts.benchmarks == 0 : config == nil
            default: false
            }
        }
    }
}

extension JSONValue {
    /// As a page shows a part of a report that benchd does not know.
    var pageText: String {
        string ?? String(decoding: indentedBytes.dropLast(), as: UTF8.self)
    }
}
