import Analysis
import Model
import System
import Templates

/// A run as a row of the list.
struct RunListRow {
    let run: Run
    let change: RunListChanges.Change?
    let isSelected: Bool
    /// Whether the heading above says the day.
    let isBelowDay: Bool
    let now: Timestamp
    let links: Links

    /// The most names that a row has; the run's page has all.
    private static let nameLimit = 30

    /// An element of `runs` in templates/pages/runs.html.
    var context: TemplateValue {
        let clock = RunListTimes.clock(run.filed)
        let setup = RunSetupText.parts(run.facts)
        return run.head.context(links).adding([
            "is_selected": .bool(isSelected),
            "time": .string(isBelowDay ? clock : "\(RunListTimes.date(run.filed)) \(clock)"),
            "age": .string(RunListTimes.age(of: run.filed, at: now)),
            "setup": .list(setup.map { ["text": .string($0.text), "whole": .string($0.whole)] }),
            "change": changeContext,
            "benchmark_count": .string(ValueFormat.count(run.benchmarkCount)),
            "benchmarks": .list(run.benchmarks.prefix(Self.nameLimit).map { .string($0) }),
            "further_benchmarks": further(run.benchmarks, of: run.benchmarkCount),
            "filesystem_count": .string(ValueFormat.count(run.filesystemCount)),
            "filesystems": .list(
                run.filesystems.prefix(Self.nameLimit).map { name in
                    FilesystemLook(name).context.adding(["name": .string(name)])
                }),
            "further_filesystems": further(run.filesystems, of: run.filesystemCount),
            "mark": run.mark.context,
            "audit": auditContext,
            "config_size": .text(run.config.map { ValueFormat.size($0.byteCount) }),
            "report_link": .string(links.report(run.id)),
            "size": .string(ValueFormat.size(run.report.byteCount)),
        ])
    }

    private func further(_ names: [String], of count: Int) -> TemplateValue {
        let rest = count - min(names.count, Self.nameLimit)
        return rest > 0 ? .string(ValueFormat.count(rest)) : .null
    }

    /// Null where nothing is known.
    private var changeContext: TemplateValue {
        switch change {
        case nil: .null
        case .first: context(of: nil, "first run of the rig", isSame: true)
        case .same(let before, let hasUnknowns):
            context(of: before, hasUnknowns ? "as before, as far as known" : "as before", isSame: true)
        case .notCompared(let before): context(of: before, "another setup than before", isSame: false)
        case .different(let differences, let before):
            context(
                of: before, RunChangeText.line(differences), isSame: false,
                RunChangeText.lines(differences).joined(separator: "\n"))
        }
    }

    private func context(
        of before: RunHead?, _ text: String, isSame: Bool, _ whole: String? = nil
    ) -> TemplateValue {
        [
            "is_same": .bool(isSame), "text": .string(text), "whole": .text(whole),
            "before": .text(before?.filed.pageText),
            "link": .text(before.map { RunListAddress.comparison([$0.id, run.id], links) }),
        ]
    }

    private var auditContext: TemplateValue {
        guard let audit = run.audit else { return .null }
        let marks = [Finding.Verdict.broken, .odd].filter { audit[$0] > 0 }
        let all = Finding.Verdict.allCases.map { "\(ValueFormat.count(audit[$0])) \($0.rawValue)" }
        return [
            "text": .string(
                marks.isEmpty
                    ? "holds"
                    : marks.map { "\(ValueFormat.count(audit[$0])) \($0.rawValue)" }.joined(separator: ", ")),
            "verdict": .string(marks.first?.rawValue ?? "holds"),
            "whole": .string("Laws of a sound report: " + all.joined(separator: ", ")),
        ]
    }
}
