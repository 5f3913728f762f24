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
    let links: Links

    /// Renders a run's page, or a part of it, in HTML of bounded size.
    ///
    /// - Throws: `Problem` where there is no such run, or it cannot be read.
    static func html(
        _ visit: Visit, _ runs: RunReader, _ links: Links
    ) throws(Problem) -> [UInt8] {
        let start = try Parameters(ofPage: visit.request).position("from") ?? .start
        // One run for all attempts, also where a newer one becomes the latest meanwhile.
        let run = RunReference.id(try runs.id(visit.run))
        return try PageLimits.fit { (limits) throws(Problem) in
            let summary = try runs.pageSummary(run, from: start, limits: limits)
            let page = DashboardPage(summary: summary, start: start, limits: limits, links: links)
            return visit.look.render(.run, page.context)
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
            "is_report_shown": .bool(run.receipt.reportProblem == nil && !run.lacks(.report)),
            "report_link": run.lacks(.report) ? .null : .string(links.report(run.id)),
            "receipt_link": .string(links.receipt(run.id)),
            "config_link": hasConfig ? .string(links.config(run.id)) : .null,
            "filesystem_count": .string(
                ValueFormat.count(run.counts.filesystems, "filesystem", "filesystems")),
            "benchmark_count": .string(
                ValueFormat.count(run.counts.benchmarks, "benchmark", "benchmarks")),
            "from": .string(start.description),
            "shown_benchmark_count": .string(String(summary.benchmarks.count)),
            "shown_entry_count": .string(String(summary.benchmarks.reduce(0) { $0 + $1.entries.count })),
            "is_first_part": .bool(start == .start),
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

    private func sections(_ omissions: [String: [RunSummary.Omission]]) -> [TemplateValue] {
        let anchors = Self.anchors(summary.benchmarks.map(\.name))
        return zip(summary.benchmarks, anchors).map { benchmark, anchor in
            BenchmarkSection(
                benchmark: benchmark, anchor: anchor, run: run, filesystems: summary.filesystems,
                omissions: omissions[JSONPointer.appending(benchmark.name, to: "/data")] ?? [], links: links
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
            case .verificationPending: part == .report ? counts.benchmarks == 0 : config == nil
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
