import JSON
import Model
import Store
import System
import Web

/// `benchd list`: the runs, newest first.
enum ListCommand: Command {
    static let name = "list"
    static let synopsis = "[options] [WORD...]"
    static let summary = "List runs, newest first; words must all occur in what is known of a run."
    static let options =
        RunFilterOptions.all + [
            Option("--sort", "ORDER", default: "-filed", "-filed (newest first), filed, source or bytes."),
            Option("--limit", "NUMBER", default: "50", "How many runs are listed; at most 500."),
            Option("--cursor", "TEXT", default: nil, "Go on where a list ended, with what it said there."),
        ] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        let query = try query(values)
        let reading = try ReadingOptions(values)
        let page = try reading.library.runs(query)
        if page.runs.isEmpty {
            reading.say(query.isFiltered ? "No run has all that is asked for." : "There are no runs yet.")
            if reading.form == .text { return 0 }
        }
        reading.print(table(page), csv: csv(page), json: page.json(Links()))
        reading.say(end(page, query), width: Prose.tableWidth)
        return 0
    }

    private static func end(_ page: RunPage, _ query: RunQuery) -> String {
        let runs = Prose.count(page.total, "run")
        guard let next = page.next else { return page.runs.count == page.total ? runs : "\(runs) in all" }
        return "\(page.runs.count) of \(runs); the next with --cursor \(next) and the same options"
    }

    private static func query(_ values: OptionValues) throws(UsageError) -> RunQuery {
        var query = try RunFilterOptions.query(values)
        query.order = try ReadingOptions.choice(values, "--sort", of: RunOrder.self) ?? .newest
        query.cursor = try cursor(values, query.order)
        query.wantsFacets = true
        query.limit = try values.value("--limit", example: "50, and at most 500") { text in
            Int(text).flatMap { (1...500).contains($0) ? $0 : nil }
        }
        return query
    }

    private static func cursor(_ values: OptionValues, _ order: RunOrder) throws(UsageError) -> RunCursor? {
        guard let text = ReadingOptions.text(values, "--cursor") else { return nil }
        guard let cursor = RunCursor(text), cursor.isOf(order) else {
            throw UsageError(message: "--cursor must be what a list in the same order ended with")
        }
        return cursor
    }

    /// What people say of a run stands below it, because it may be long.
    private static func table(_ page: RunPage) -> TextTable {
        var table = TextTable([
            .init("uuid", limit: 36), .init("filed (UTC)"), .init("source", limit: 14),
            .init("bench", isNumeric: true), .init("fs", isNumeric: true), .init("config"), .init("audit"),
        ])
        for run in page.runs {
            table.add([
                run.id.description, run.filed.toSeconds, run.source ?? "", "\(run.benchmarkCount)",
                "\(run.filesystemCount)", run.config == nil ? "" : "yes", doubts(run.audit),
            ])
            let words =
                (run.mark.label.map { ["label: \($0)"] } ?? [])
                + (run.mark.exclusion.map { ["excluded: \($0)"] } ?? [])
                + (run.mark.isPinned ? ["pinned"] : [])
            if !words.isEmpty { table.addLine(words.joined(separator: "; "), indent: 4) }
        }
        return table
    }

    private static func csv(_ page: RunPage) -> TextTable {
        var table = TextTable([
            .init("uuid"), .init("filed"), .init("source"), .init("label"),
            .init("benchmarks", isNumeric: true), .init("filesystems", isNumeric: true), .init("config"),
            .init("audit"), .init("excluded"), .init("pinned"),
        ])
        for run in page.runs {
            table.add([
                run.id.description, run.filed.description, run.source ?? "", run.mark.label ?? "",
                "\(run.benchmarkCount)", "\(run.filesystemCount)", run.config == nil ? "" : "yes",
                doubts(run.audit), run.mark.exclusion ?? "", run.mark.isPinned ? "yes" : "",
            ])
        }
        return table
    }

    /// How many findings say that a number is no measurement of what its cell says.
    private static func doubts(_ counts: AuditCounts?) -> String {
        guard let counts else { return "not yet" }
        let marked = [Finding.Verdict.broken, .odd].filter { counts[$0] > 0 }
        return marked.map { "\(counts[$0]) \($0.rawValue)" }.joined(separator: ", ")
    }
}

extension Timestamp {
    /// As people read it: "2026-11-28 18:28:40".
    var toSeconds: String { description.prefix(19).split(separator: "T").joined(separator: " ") }
}
