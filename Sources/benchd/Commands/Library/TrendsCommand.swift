import Analysis
import JSON
import Model
import System

/// `benchd trends`: a metric in time, and where it stepped.
enum TrendsCommand: Command {
    static let name = "trends"
    static let synopsis = "[options] BENCHMARK FILESYSTEM"
    static let summary =
        "Show a metric of a benchmark on a filesystem in time, with its steps and what changed there."
    static let options =
        [
            Option(
                "--metric", "KEY", default: nil, "Which metric; the benchmark's first main metric without it."
            ),
            Option("--source", "NAME", default: nil, "Which rig; that of the newest run without it."),
            Option("--as-of", "TIME", default: nil, "Leave out runs filed later."),
        ] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        guard values.arguments.count == 2 else {
            throw UsageError(message: "trends needs a benchmark and a filesystem; see benchd trends --help")
        }
        var question = TrendQuestion(benchmark: values.arguments[0], filesystem: values.arguments[1])
        question.metric = ReadingOptions.text(values, "--metric")
        question.rig = ReadingOptions.text(values, "--source")
        question.asOf = try ReadingOptions.time(values, "--as-of")
        let reading = try ReadingOptions(values)
        guard let answer = try Answers(reading.library).trend(question) else {
            throw CommandFault("no run has this metric of \(question.benchmark) on \(question.filesystem)")
        }
        reading.say("\(answer.metric)\(answer.rig.map { " on \($0)" } ?? ""), as of \(answer.asOf)")
        reading.print(table(answer, exact: reading.form == .csv), json: answer.json(Links()))
        for line in steps(answer) { reading.say(line) }
        return 0
    }

    private static func table(_ answer: TrendAnswer, exact: Bool) -> TextTable {
        var table = TextTable([
            .init("filed"), .init("uuid"), .init("value", isNumeric: true), .init("segment", isNumeric: true),
            .init("remark"),
        ])
        for point in answer.trend.points {
            let value = point.measurement.value
            table.add([
                point.measurement.filed.description, point.measurement.run.description,
                exact ? ValueFormat.exact(value) : ValueFormat.text(value, unit: answer.unit),
                point.segment.map { "\($0 + 1)" } ?? "",
                point.measurement.isExcluded
                    ? "excluded"
                    : point.segment == nil
                        ? "does not count" : point.isOutside == true ? "outside what was expected" : "",
            ])
        }
        return table
    }

    private static func steps(_ answer: TrendAnswer) -> [String] {
        zip(answer.trend.steps, answer.changes).map { step, changes in
            let reason = changes.map { "\($0.name): \($0.values.map { $0 ?? "-" }.joined(separator: " | "))" }
            let verdict = step.verdict?.rawValue ?? "noise unknown"
            return "step at \(step.at): \(ValueFormat.change(step.ratio)), \(verdict); "
                + (step.kind == .unexplained
                    ? "nothing that benchd knows of changed"
                    : "the setup changed: \(reason.joined(separator: "; "))")
        }
    }
}
