import Analysis
import JSON
import Model
import System

/// `benchd compare`: runs side by side; as a gate, whether the second may pass.
enum CompareCommand: Command {
    static let name = "compare"
    static let synopsis = "[options] BASELINE RUN..."
    static let summary =
        "Compare runs, or filesystems of runs (RUN:FILESYSTEM); as a gate exit 0, 1 worse, 2 could not be done,"
        + " 3 cannot be told."
    static let options =
        [
            Option(
                "--margin", "SHARE", default: "5%",
                "Up to which difference sides are the same; the loss that a gate allows. 0% to 100%."),
            Option("--repeats", "Compare runs with all their repeats."),
            Option("--as-of", "TIME", default: nil, "Learn nothing from runs filed later."),
            Option("--all", "Also print what is no main metric."),
            Option(
                "--benchmark", "NAME", default: nil, "Only rows of a benchmark; all are tested all the same."),
            Option("--filesystem", "NAME", default: nil, "Only rows of a filesystem."),
            Option(
                "--metric", "KEY", default: nil, "Only rows of a metric, also of one that is no main metric."),
            Option(
                "--verdict", "VERDICT", default: nil,
                "Only rows with a verdict: better, worse, same, undecided or failed."),
            Option(
                "--gate",
                "Judge the second run: exit 0 if none of its main metrics can be worse by more than the margin."
            ),
            Option(
                "--junit", "FILE", default: nil,
                "Write what the gate says as JUnit XML; to standard output alone for -."),
        ] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        let isGate = try values.isOn("--gate")
        guard values.arguments.count >= 2, values.arguments.count <= ComparisonQuestion.sideCounts.upperBound,
            !isGate || values.arguments.count == 2
        else {
            throw UsageError(
                message: "compare needs two to eight runs, and two as a gate; see benchd compare --help")
        }
        let junit = ReadingOptions.text(values, "--junit")
        guard isGate || junit == nil else { throw UsageError(message: "--junit needs --gate") }
        guard isGate else { return try compare(values) }
        do {
            return try gate(values, junit: junit)
        } catch let error as UsageError {
            throw error
        } catch {
            // Exit 1 would say that the run is worse.
            let reason = (error as? CommandFault)?.description ?? FaultText.text(of: error)
            throw CommandFault("the gate could not be judged: \(reason)", code: 2)
        }
    }

    private static func compare(_ values: OptionValues) throws -> Int32 {
        let reading = try ReadingOptions(values)
        guard let answer = try Answers(reading.library).compare(try question(values, reading)) else {
            throw CommandFault("a run is not there any more, or nothing is computed of it yet")
        }
        try expectFilesystems(answer)
        let view = try view(values)
        show(ComparisonText(answer, gate: nil, view), reading, json: answer.json(view.shown, Links()))
        return 0
    }

    private static func gate(_ values: OptionValues, junit: String?) throws -> Int32 {
        let reading = try ReadingOptions(values)
        guard let answer = try Answers(reading.library).gate(try question(values, reading)) else {
            throw CommandFault("a run is not there any more, or nothing is computed of it yet")
        }
        try expectFilesystems(answer.comparison)
        let view = try view(values)
        let outcome = answer.gate.outcome.rawValue
        if junit == "-" {
            guard reading.form == .text else {
                throw UsageError(
                    message: "--junit - prints to standard output alone; leave out --json and --csv")
            }
            print(JUnitReport(answer).xml, terminator: "")
            return outcome
        }
        if let junit { try JUnitReport(answer).write(to: junit) }
        let json = answer.comparison.json(view.shown, Links())
        let text = ComparisonText(answer.comparison, gate: answer, view)
        show(text, reading, json: .object((json.members ?? []) + [.init("gate", answer.json)]))
        return outcome
    }

    private static func question(
        _ values: OptionValues, _ reading: ReadingOptions
    ) throws -> ComparisonQuestion {
        let margin = try ReadingOptions.share(values, "--margin", Share.margins)
        let asOf = try ReadingOptions.time(values, "--as-of")
        var question = ComparisonQuestion(try values.arguments.map { try item($0, reading) })
        (question.margin, question.asOf, question.withRepeats) = (margin, asOf, try values.isOn("--repeats"))
        return question
    }

    private static func view(_ values: OptionValues) throws -> ComparisonText.View {
        var shown = ShownCells()
        shown.benchmark = ReadingOptions.text(values, "--benchmark")
        shown.filesystem = ReadingOptions.text(values, "--filesystem")
        shown.metric = ReadingOptions.text(values, "--metric")
        shown.verdict = try ReadingOptions.choice(values, "--verdict", of: Verdict.self)
        return ComparisonText.View(
            shown: shown, mainOnly: try !values.isOn("--all") && shown.metric == nil)
    }

    /// `RUN` or `RUN:FILESYSTEM`.
    private static func item(_ text: String, _ reading: ReadingOptions) throws -> ComparedItem {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 1 || !parts[1].isEmpty else {
            throw UsageError(message: "\"\(LogText.escaping(text))\" must have a filesystem after the colon")
        }
        return ComparedItem(
            run: try reading.run(String(parts[0])), filesystem: parts.count > 1 ? String(parts[1]) : nil)
    }

    private static func expectFilesystems(_ answer: ComparisonAnswer) throws(UsageError) {
        guard let gap = answer.lackingFilesystem else { return }
        throw UsageError(message: LogText.escaping(gap))
    }

    private static func show(_ text: ComparisonText, _ reading: ReadingOptions, json: JSONValue) {
        for line in text.head { reading.say(line, hanging: 4, width: Prose.tableWidth) }
        reading.space()
        reading.print(text.table, csv: text.csv, json: json)
        for line in text.end { reading.say(line, width: Prose.tableWidth) }
    }
}
