import Model
import Templates

/// The panel of a run's page that says what the audit found.
struct AuditPanel {
    let findings: [Finding]
    /// Where the page has the section of a benchmark.
    let anchors: [String: String]
    let link: String

    /// The most findings of a verdict; the answer of the API has all.
    private static let limit = 50

    /// The context of templates/partials/run-audit.html.
    var context: TemplateValue {
        let counts = AuditCounts(findings)
        return [
            "is_marked": .bool(counts[.odd] + counts[.broken] > 0),
            "counts": .string(Self.text(counts)),
            "groups": .list([Finding.Verdict.broken, .odd, .note, .unknown].compactMap(group)),
            "holding": .string(ValueFormat.count(counts[.holds], "check holds", "checks hold")),
            "link": .string(link),
        ]
    }

    /// "1 broken, 2 odd, 13 notes"; "nothing odd" where there is nothing to say.
    private static func text(_ counts: AuditCounts) -> String {
        let parts: [(Int, String, String)] = [
            (counts[.broken], "broken", "broken"), (counts[.odd], "odd", "odd"),
            (counts[.note], "note", "notes"),
        ]
        let texts = parts.filter { $0.0 > 0 }.map { ValueFormat.count($0.0, $0.1, $0.2) }
        return texts.isEmpty ? "nothing odd" : texts.joined(separator: ", ")
    }

    private func group(_ verdict: Finding.Verdict) -> TemplateValue? {
        let all = findings.filter { $0.verdict == verdict }
        guard !all.isEmpty else { return nil }
        let further = all.count - Self.limit
        return [
            "verdict": .string(verdict.rawValue), "count": .string(ValueFormat.count(all.count)),
            "findings": .list(all.prefix(Self.limit).map(row)),
            "further": further > 0 ? .string(ValueFormat.count(further)) : .null,
        ]
    }

    private func row(_ finding: Finding) -> TemplateValue {
        [
            "benchmark": .text(finding.benchmark), "filesystem": .text(finding.filesystem),
            "anchor": .text(finding.benchmark.flatMap { anchors[$0] }),
            "title": .string(finding.law.title), "detail": .string(finding.detail),
        ]
    }
}

extension TemplateNames {
    /// What `AuditPanel.context` has.
    static let runAudit = TemplateNames(
        "is_marked", "counts", "holding", "link",
        parts: [
            "groups": TemplateNames(
                "verdict", "count", "further",
                parts: [
                    "findings": TemplateNames("benchmark", "filesystem", "anchor", "title", "detail")
                ])
        ])
}
