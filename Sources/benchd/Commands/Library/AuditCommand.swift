import Analysis
import JSON
import Model
import Store
import System
import Web

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
        guard let run = try reading.library.run(id), let analysis = try reading.library.analysis(id) else {
            throw CommandFault("nothing is computed of the run \(id) yet")
        }
        let withAll = try values.isOn("--all")
        let shown: [Finding.Verdict] = withAll ? Finding.Verdict.allCases : [.note, .odd, .broken]
        let findings = analysis.findings.filter { shown.contains($0.verdict) }
        let counts = AuditCounts(analysis.findings)
        reading.say("run \(id): \(summary(of: counts))", width: Prose.tableWidth)
        if reading.form != .text || !findings.isEmpty {
            reading.space()
            reading.print(
                table(worstFirst(findings)), csv: table(findings),
                json: AuditPage(run: run, analysis: analysis, findings: findings).json(Links()))
        }
        if !withAll, counts[.holds] + counts[.unknown] > 0 {
            reading.say("The laws are explained in docs/analysis.md; --all shows what holds, too.")
        }
        return counts[.broken] > 0 ? 1 : 0
    }

    /// "0 broken, 2 odd, 1 note; 131 hold, 4 not known".
    private static func summary(of counts: AuditCounts) -> String {
        "\(counts[.broken]) broken, \(counts[.odd]) odd, \(Prose.count(counts[.note], "note"));"
            + " \(counts[.holds]) \(counts[.holds] == 1 ? "holds" : "hold"), \(counts[.unknown]) not known"
    }

    private static func worstFirst(_ findings: [Finding]) -> [Finding] {
        [Finding.Verdict.broken, .odd, .note, .unknown, .holds].flatMap { verdict in
            findings.filter { $0.verdict == verdict }
        }
    }

    private static func table(_ findings: [Finding]) -> TextTable {
        var table = TextTable([
            .init("verdict"), .init("law", isNumeric: true), .init("benchmark", limit: 20),
            .init("filesystem", limit: 18), .init("detail", isProse: true),
        ])
        for finding in findings {
            table.add([
                finding.verdict.rawValue, "\(finding.law.rawValue)", finding.benchmark ?? "",
                finding.filesystem ?? "", finding.detail,
            ])
        }
        return table
    }
}
