import JSON
import Model
import Store
import System

/// `benchd list`: the runs, newest first.
enum ListCommand: Command {
    static let name = "list"
    static let synopsis = "[options] [WORD...]"
    static let summary = "List runs, newest first; words must all occur in what is known of a run."
    static let options =
        [
            Option("--source", "NAME", default: nil, "Only runs of a source."),
            Option("--benchmark", "NAME", default: nil, "Only runs with a benchmark."),
            Option("--filesystem", "NAME", default: nil, "Only runs with a filesystem."),
            Option("--label", "TEXT", default: nil, "Only runs with a label."),
            Option("--since", "TIME", default: nil, "Only runs filed at a time or later."),
            Option("--until", "TIME", default: nil, "Only runs filed before a time."),
            Option("--limit", "NUMBER", default: "50", "How many runs are listed; at most 500."),
        ] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        let query = try query(values)
        let reading = try ReadingOptions(values)
        let page = try reading.library.runs(query)
        var table = TextTable([
            .init("uuid"), .init("filed"), .init("source"), .init("label"),
            .init("benchmarks", isNumeric: true),
            .init("filesystems", isNumeric: true), .init("config"), .init("audit"), .init("excluded"),
        ])
        for run in page.runs {
            table.add([
                run.id.description, run.filed.description, run.source ?? "", run.mark.label ?? "",
                "\(run.benchmarkCount)", "\(run.filesystemCount)", run.config == nil ? "" : "yes",
                audit(run.audit), run.mark.exclusion ?? "",
            ])
        }
        reading.print(table, json: json(page))
        let hidden = page.total - page.runs.count
        if hidden > 0 { reading.say("\(hidden) more; --limit lists more of them") }
        return 0
    }

    private static func query(_ values: OptionValues) throws(UsageError) -> RunQuery {
        var query = RunQuery()
        query.words = values.arguments.isEmpty ? nil : values.arguments.joined(separator: " ")
        query.source = ReadingOptions.text(values, "--source")
        query.benchmark = ReadingOptions.text(values, "--benchmark")
        query.filesystem = ReadingOptions.text(values, "--filesystem")
        query.label = ReadingOptions.text(values, "--label")
        query.since = try ReadingOptions.time(values, "--since")
        query.until = try ReadingOptions.time(values, "--until")
        query.limit = try values.value("--limit", example: "50, and at most 500") { text in
            Int(text).flatMap { (1...500).contains($0) ? $0 : nil }
        }
        return query
    }

    private static func audit(_ counts: AuditCounts?) -> String {
        guard let counts else { return "not computed yet" }
        let marked = [Finding.Verdict.broken, .odd, .note].filter { counts[$0] > 0 }
        return marked.map { "\(counts[$0]) \($0.rawValue)" }.joined(separator: ", ")
    }

    private static func json(_ page: RunPage) -> JSONValue {
        ["runs": .array(page.runs.map { $0.json(Links()) }), "total": .integer(page.total)]
    }
}
