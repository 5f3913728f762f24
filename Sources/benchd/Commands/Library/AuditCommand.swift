import Analysis
import JSON
import Model
import Store
import System

/// `benchd audit`: what does not add up in a run's report.
enum AuditCommand: Command {
    static let name = "audit"
    static let synopsis = "[options] RUN"
    static let summary =
        "Show what does not add up in the report of a run; exit 1 if a tool says that its workload failed."
    static let options =
        [Option("--all", "Also print what holds and what cannot be known.")] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        guard values.arguments.count == 1 else {
            throw UsageError(message: "audit needs one run; see benchd audit --help")
        }
        let reading = try ReadingOptions(values)
        let id = try reading.run(values.arguments[0])
        guard let analysis = try reading.library.analysis(id) else {
            throw CommandFault("nothing is computed of the run \(id) yet")
        }
        let withAll = try values.isOn("--all")
        let shown: [Finding.Verdict] = withAll ? Finding.Verdict.allCases : [.note, .odd, .broken]
        let findings = analysis.findings.filter { shown.contains($0.verdict) }
        var table = TextTable([
            .init("verdict"), .init("law", isNumeric: true), .init("benchmark"), .init("filesystem"),
            .init("detail"),
        ])
        for finding in findings {
            table.add([
                finding.verdict.rawValue, "\(finding.law.rawValue)", finding.benchmark ?? "",
                finding.filesystem ?? "",
                finding.detail,
            ])
        }
        let counts = AuditCounts(analysis.findings)
        reading.print(table, json: ["findings": .array(findings.map(\.json)), "counts": counts.json])
        let texts = Finding.Verdict.allCases.filter { counts[$0] > 0 }.map { "\(counts[$0]) \($0.rawValue)" }
        reading.say(texts.joined(separator: ", "))
        return counts[.broken] > 0 ? 1 : 0
    }
}
