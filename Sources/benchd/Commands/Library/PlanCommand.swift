import Analysis
import JSON
import Model
import System

/// `benchd plan`: how often to run what, to tell filesystems apart.
enum PlanCommand: Command {
    static let name = "plan"
    static let synopsis = "[options] BENCHMARK [FILESYSTEM FILESYSTEM...]"
    static let summary = "Say how many runs, in which order, tell a difference between filesystems on a rig."
    static let options =
        [
            Option("--difference", "SHARE", default: "5%", "The smallest difference to find: 0.1% to 100%."),
            Option(
                "--source", "NAME", default: nil,
                "Which rig (its source or host name); the newest run's without it."),
            Option("--as-of", "TIME", default: nil, "Learn nothing from runs filed later."),
            Option("--all", "Print every round, not only the first ones."),
        ] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        guard let benchmark = values.arguments.first, values.arguments.count != 2 else {
            throw UsageError(
                message: "plan needs a benchmark, and two or more filesystems or none; see benchd plan --help"
            )
        }
        var question = PlanQuestion(benchmark: benchmark)
        question.filesystems = Array(values.arguments.dropFirst())
        question.difference = try ReadingOptions.share(values, "--difference", Share.differences)
        question.rig = ReadingOptions.text(values, "--source")
        question.asOf = try ReadingOptions.time(values, "--as-of")
        let reading = try ReadingOptions(values)
        let answers = Answers(reading.library)
        guard let answer = try answers.plan(question) else {
            throw CommandFault(LogText.escaping(try answers.gap(of: question)))
        }
        let text = PlanText(answer, benchmark: benchmark, difference: question.difference)
        for line in text.head { reading.say(line) }
        let withAll = try values.isOn("--all")
        if reading.form != .text || !answer.plan.order.isEmpty {
            reading.space()
            reading.print(text.rounds(withAll: withAll), csv: text.csv, json: answer.json)
        }
        return 0
    }
}

/// A plan in words and rows for people.
struct PlanText {
    private let answer: PlanAnswer
    private let benchmark: String
    private let difference: Double

    /// How many rounds are printed unless all are asked for.
    private static let shownRounds = 4
    /// Noise of fewer degrees of freedom may be quite another after the next run.
    private static let fewDegrees = 8.0

    init(_ answer: PlanAnswer, benchmark: String, difference: Double) {
        self.answer = answer
        self.benchmark = benchmark
        self.difference = difference
    }

    /// The answer, and what it rests on.
    var head: [String] {
        let rig = answer.rig.map { " on the rig \($0)" } ?? ""
        let what = "\(benchmark)\(rig): \(Prose.list(answer.filesystems))"
        return [what] + (answer.noiseGap.map { [$0.text] } ?? [repeats, terms] + noise)
    }

    private var repeats: String {
        let found =
            "A difference of \(ValueFormat.percent(difference)) in \(answer.metrics.joined(separator: ", "))"
        switch answer.plan.repeats {
        case nil: return "The noise is not known."
        case .moreThan(let count):
            return "\(found) takes more than \(count) runs of each filesystem. Look for a larger one"
                + " (--difference), or lower the noise: longer runs, a quieter machine."
        case .count(let count):
            let minutes = answer.plan.minutes.map {
                ", \(ValueFormat.exact(($0 * 10).rounded(.up) / 10)) min of the workload alone"
            }
            return "\(found) takes \(Prose.count(count, "run")) of each filesystem\(minutes ?? "")."
        }
    }

    private var terms: String {
        let count = answer.plan.testCount
        let tests =
            count == 1 ? "this comparison alone" : "the \(count) pairs of filesystems and metrics alone"
        return
            "Found four times in five, if \(tests) \(count == 1 ? "is" : "are") tested at 5 %; benchd compare of whole"
            + " runs tests all their main metrics together, and so needs more runs."
    }

    private var noise: [String] {
        guard let noise = answer.plan.noise else { return [] }
        let few = noise.degreesOfFreedom < Self.fewDegrees
        return [
            NoiseText.sentence([noise])
                + (few ? " Ask again after some more runs, because it rests on few." : "")
        ]
    }

    /// The filesystems in rounds, each round in the opposite order of the one before.
    func rounds(withAll: Bool) -> TextTable {
        var table = TextTable([.init("round", isNumeric: true), .init("order of filesystems", isProse: true)])
        let size = max(1, answer.filesystems.count)
        let order = answer.plan.order
        let count = order.count / size
        let shown = withAll ? count : min(count, Self.shownRounds)
        for round in 0..<shown {
            table.add(["\(round + 1)", order[round * size..<(round + 1) * size].joined(separator: ", ")])
        }
        if shown < count {
            table.addLine("and so on to round \(count), every second one backwards; --all prints them")
        }
        return table
    }

    /// A row for each run.
    var csv: TextTable {
        var table = TextTable([
            .init("run", isNumeric: true), .init("round", isNumeric: true), .init("filesystem"),
        ])
        for (place, filesystem) in answer.plan.order.enumerated() {
            let round = place / max(1, answer.filesystems.count) + 1
            table.add(["\(place + 1)", "\(round)", filesystem])
        }
        return table
    }
}
