import Analysis
import JSON
import Model
import System

/// `benchd compare`: runs side by side; as a gate, whether the second may pass.
enum CompareCommand: Command {
    static let name = "compare"
    static let synopsis = "[options] BASELINE RUN..."
    static let summary =
        "Compare runs, or filesystems of runs (RUN:FILESYSTEM); as a gate exit 0, 1 worse, 3 cannot be told."
    static let options =
        [
            Option(
                "--margin", "SHARE", default: "5%",
                "Up to which difference sides are the same; the loss that a gate allows."),
            Option("--repeats", "Compare runs with all their repeats."),
            Option("--as-of", "TIME", default: nil, "Learn nothing from runs filed later."),
            Option("--all", "Also print what is no main metric."),
            Option(
                "--gate",
                "Judge the second run: exit 0 if none of its main metrics can be worse by more than the margin."
            ),
            Option("--junit", "FILE", default: "", "Write what the gate says as JUnit XML."),
        ] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        let isGate = try values.isOn("--gate")
        guard values.arguments.count >= 2, values.arguments.count <= ComparisonQuestion.sideCounts.upperBound,
            !isGate || values.arguments.count == 2
        else {
            throw UsageError(
                message: "compare needs two to eight runs, and two as a gate; see benchd compare --help")
        }
        let junit = values.text("--junit")
        guard isGate || junit.isEmpty else { throw UsageError(message: "--junit needs --gate") }
        let margin = try ReadingOptions.share(values, "--margin")
        let asOf = try ReadingOptions.time(values, "--as-of")
        let reading = try ReadingOptions(values)
        var question = ComparisonQuestion(try values.arguments.map { try item($0, reading) })
        (question.margin, question.asOf, question.withRepeats) = (margin, asOf, try values.isOn("--repeats"))
        let answers = Answers(reading.library)
        guard isGate else {
            guard let answer = try answers.compare(question) else {
                throw CommandFault("a run is not there any more")
            }
            show(answer, reading, withAll: try values.isOn("--all"), gate: nil)
            return 0
        }
        guard let answer = try answers.gate(question) else {
            throw CommandFault("a run is not there any more")
        }
        if !junit.isEmpty { try JUnitReport(answer).write(to: junit) }
        show(answer.comparison, reading, withAll: try values.isOn("--all"), gate: answer)
        return answer.gate.outcome.rawValue
    }

    /// `RUN` or `RUN:FILESYSTEM`.
    private static func item(_ text: String, _ reading: ReadingOptions) throws -> ComparedItem {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return ComparedItem(
            run: try reading.run(String(parts[0])), filesystem: parts.count > 1 ? String(parts[1]) : nil)
    }

    private static func show(
        _ answer: ComparisonAnswer, _ reading: ReadingOptions, withAll: Bool, gate: GateAnswer?
    ) {
        let text = ComparisonText(answer)
        for line in text.head { reading.say(line) }
        var json = answer.json(ShownCells(), Links())
        if let gate { json = .object((json.members ?? []) + [.init("gate", gate.json)]) }
        reading.print(text.table(withAll: withAll, exact: reading.form == .csv), json: json)
        for line in text.end { reading.say(line) }
        for line in gate?.lines ?? [] { reading.say(line) }
    }
}

extension GateAnswer {
    /// What the gate says, in lines for people.
    fileprivate var lines: [String] {
        let percent = ValueFormat.percent(margin)
        switch gate.outcome {
        case .passes: return ["gate: passes; no main metric can be worse by more than \(percent)"]
        case .fails:
            return [
                "gate: fails; worse beyond noise: \((gate.failed + gate.worse).map(\.text).joined(separator: ", "))"
            ]
        case .cannotTell:
            let cells = gate.untold.map { "  \($0.name.text): \($0.reason.text)" }
            let passing = gate.passingMargin.map {
                ["  it would pass with --margin \(ValueFormat.percent($0, roundedUp: true))"]
            }
            return ["gate: cannot be told at \(percent)"] + cells + (passing ?? [])
        }
    }
}
