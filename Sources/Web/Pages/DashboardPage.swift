import Store

/// The dashboard of one run, `/benchmarks/{uuid}`.
struct DashboardPage: Sendable {
    let summary: RunSummary

    /// The context of templates/pages/run.html.
    var context: TemplateValue {
        let run = summary.run
        let filed = run.receipt.filed.pageText
        let filesystems = summary.filesystems.map(\.text)
        let config = ConfigFacts(run, summary.config)
        let hasConfig = run.receipt.config != nil && !run.lacks(.config)
        let tables = BenchmarkTables(filesystems: filesystems)
        let anchors = Self.anchors(summary.benchmarks.map(\.name))
        return [
            "page_title": .string([run.receipt.source, filed].compactMap { $0 }.joined(separator: ", ")),
            "uuid": .string(run.id.description),
            "source": .text(run.receipt.source),
            "filed": .string(run.receipt.filed.description),
            "filed_text": .string(filed),
            "size": .string(ValueFormat.size(run.receipt.report.byteCount)),
            "sha256": .string(run.receipt.report.digest.description),
            "is_report_shown": .bool(run.receipt.reportProblem == nil && !run.lacks(.report)),
            "report_link": run.lacks(.report) ? .null : .string("/api\(run.link)"),
            "receipt_link": .string("/api\(run.link)/receipt"),
            "config_link": hasConfig ? .string("/api\(run.link)/config") : .null,
            // The archive's findings are shown with links instead.
            "warnings": .list(run.receipt.warnings.filter { $0.kind != .configSecret }.map(Self.warning)),
            "findings": config.findings,
            "system": SystemFacts.context(summary.systemInfo),
            "config": hasConfig ? config.context : .null,
            "is_config_missing": .bool(run.receipt.config == nil),
            "filesystem_count": .string(
                ValueFormat.count(run.counts.filesystems, "filesystem", "filesystems")),
            "benchmark_count": .string(
                ValueFormat.count(run.counts.benchmarks, "benchmark", "benchmarks")),
            "benchmarks": .list(zip(summary.benchmarks, anchors).map { tables.context($0, anchor: $1) }),
            "has_others": .bool(!summary.others.isEmpty),
            "others": .list(
                summary.others.map {
                    ["pointer": .string($0.pointer), "text": .string($0.value.pageText)]
                }),
            "has_omitted": .bool(!summary.omissions.isEmpty),
            "omitted": .list(
                summary.omissions.map {
                    ["pointer": .string($0.pointer), "size": .string(ValueFormat.size($0.range.count))]
                }),
        ]
    }

    private static func warning(_ problem: Problem) -> TemplateValue {
        [
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
