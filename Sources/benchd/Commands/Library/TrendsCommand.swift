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
            Option(
                "--source", "NAME", default: nil,
                "Which rig (its source or host name); the newest run's without it."),
            Option(
                "--margin", "SHARE", default: "5%",
                "Up to which difference segments are the same. 0% to 100%."),
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
        question.margin = try ReadingOptions.share(values, "--margin", Share.margins)
        let reading = try ReadingOptions(values)
        let answers = Answers(reading.library)
        guard let answer = try answers.trend(question) else {
            throw CommandFault(LogText.escaping(try answers.gap(of: question)))
        }
        let text = TrendText(answer, question)
        for line in text.head { reading.say(line, width: Prose.tableWidth) }
        reading.space()
        reading.print(text.points, csv: text.csv, json: answer.json(Links()))
        if reading.form == .text {
            reading.space()
            print(text.segments.aligned, terminator: "")
        }
        reading.space()
        for line in text.end { reading.say(line) }
        return 0
    }
}

/// A trend in words and rows for people.
struct TrendText {
    private let answer: TrendAnswer
    private let question: TrendQuestion
    private var trend: Trend { answer.trend }

    /// Of what changed at a step.
    private static let changeLimit = 10

    init(_ answer: TrendAnswer, _ question: TrendQuestion) {
        self.answer = answer
        self.question = question
    }

    /// What is shown, and whether anything happened.
    var head: [String] {
        let direction = answer.direction.map { "\($0.rawValue) is better" }
        let name = [
            "\(question.benchmark) \(question.filesystem) \(answer.metric)", answer.unit?.rawValue, direction,
        ]
        let rig = answer.rig.map { ", on the rig \($0)" } ?? ", of a run without a rig"
        return [name.compactMap(\.self).joined(separator: ", ") + rig, summary]
    }

    /// "6 runs, 3 steps: 1 worse, 2 undecided; the newest run is as expected".
    private var summary: String {
        let verdicts = Verdict.allCases.compactMap { verdict -> String? in
            let count = trend.steps.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(verdict.rawValue)" : nil
        }
        let unjudged = trend.steps.count { $0.verdict == nil }
        let all = verdicts + (unjudged > 0 ? ["\(unjudged) not judged"] : [])
        let steps = trend.steps.isEmpty ? "no step" : Prose.count(trend.steps.count, "step")
        let newest =
            switch trend.points.last?.isOutside {
            case true?: "; the newest run is outside of what the runs before it let expect"
            case false?: "; the newest run is as the runs before it let expect"
            case nil: ""
            }
        return
            "\(Prose.count(trend.points.count, "run"))\(answer.hasOlderRuns ? " (older ones are left out)" : ""),"
            + " \(steps)\(all.isEmpty ? "" : ": " + all.joined(separator: ", "))\(newest)"
    }

    /// A row for each run; each step stands between the runs before and after it.
    var points: TextTable {
        var table = TextTable([
            .init("filed (UTC)"), .init("uuid", limit: 36), .init("value", isNumeric: true),
            .init("remark", isProse: true),
        ])
        let steps = Dictionary(trend.steps.enumerated().map { ($1.at, $0) }) { first, _ in first }
        for point in trend.points {
            if let step = steps[point.measurement.run] {
                for (place, line) in lines(ofStep: step).enumerated() {
                    table.addLine(line, indent: place == 0 ? 2 : 6)
                }
            }
            table.add([
                point.measurement.filed.toSeconds, point.measurement.run.description,
                ValueFormat.column(point.measurement.value, unit: answer.unit), remark(point),
            ])
        }
        return table
    }

    private func lines(ofStep place: Int) -> [String] {
        let step = trend.steps[place]
        let bounds = step.interval.map {
            " (\(ValueFormat.change($0.lowerBound)) to \(ValueFormat.change($0.upperBound)), \(ValueFormat.level(step.intervalLevel ?? 0.95)))"
        }
        let verdict = step.verdict?.rawValue ?? (bounds == nil ? "noise unknown" : "not judged")
        let head = "step: \(ValueFormat.change(step.ratio))\(bounds ?? ""), \(verdict); "
        guard step.kind == .setup else { return [head + "nothing that benchd knows of changed"] }
        let changes = place < answer.changes.count ? answer.changes[place] : []
        let lines = changes.prefix(Self.changeLimit).map { change in
            "\(change.name): \(change.values.map { $0 ?? "-" }.joined(separator: " | "))"
        }
        let rest = changes.count - lines.count
        return [head + "the setup changed"] + lines + (rest > 0 ? ["and \(rest) more (--json)"] : [])
    }

    private func remark(_ point: Trend.Point) -> String {
        if point.measurement.isExcluded { return "excluded" }
        if point.segment == nil {
            return point.measurement.value > 0 ? "does not count (a copy)" : "does not count"
        }
        guard point.isOutside == true, let expected = point.expected else { return "" }
        let bounds = [expected.lowerBound, expected.upperBound].map {
            ValueFormat.text($0, unit: answer.unit)
        }
        return "outside: \(bounds[0]) to \(bounds[1]) was expected"
    }

    /// A row for each stretch of runs without a step.
    var segments: TextTable {
        var table = TextTable([
            .init("segment from (UTC)"), .init("runs", isNumeric: true), .init("mean", isNumeric: true),
            .init("spread", isNumeric: true), .init("detectable", isNumeric: true),
        ])
        for (place, segment) in trend.segments.enumerated() {
            let first = trend.points.first { $0.segment == place }
            table.add([
                first?.measurement.filed.toSeconds ?? "", "\(segment.count)",
                ValueFormat.column(segment.mean, unit: answer.unit),
                segment.relative.map { ValueFormat.percent($0) } ?? "-",
                segment.smallestDetectable.map { ValueFormat.percent($0) } ?? "noise unknown",
            ])
        }
        return table
    }

    /// What the columns mean.
    var end: [String] {
        [
            "SPREAD is the standard deviation from run to run, DETECTABLE the smallest change that one new run would"
                + " probably show. As of \(answer.asOf)."
        ]
    }

    /// A row for each run, with numbers as they are; segments count from 0, as in the JSON.
    var csv: TextTable {
        var table = TextTable([
            .init("filed"), .init("uuid"), .init("value", isNumeric: true), .init("unit"),
            .init("segment", isNumeric: true), .init("expected_low", isNumeric: true),
            .init("expected_high", isNumeric: true), .init("remark"),
        ])
        for point in trend.points {
            table.add([
                point.measurement.filed.description, point.measurement.run.description,
                ValueFormat.exact(point.measurement.value), answer.unit?.rawValue ?? "",
                point.segment.map { "\($0)" } ?? "",
                point.expected.map { ValueFormat.exact($0.lowerBound) } ?? "",
                point.expected.map { ValueFormat.exact($0.upperBound) } ?? "", csvRemark(point),
            ])
        }
        return table
    }

    private func csvRemark(_ point: Trend.Point) -> String {
        if point.measurement.isExcluded { return "excluded" }
        return point.segment == nil ? "does not count" : point.isOutside == true ? "outside" : ""
    }
}
