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
            Option("--difference", "SHARE", default: "5%", "The smallest difference to find."),
            Option("--source", "NAME", default: nil, "Which rig; that of the newest run without it."),
            Option("--as-of", "TIME", default: nil, "Learn nothing from runs filed later."),
        ] + ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        guard let benchmark = values.arguments.first, values.arguments.count != 2 else {
            throw UsageError(
                message: "plan needs a benchmark, and two or more filesystems or none; see benchd plan --help"
            )
        }
        var question = PlanQuestion(benchmark: benchmark)
        question.filesystems = Array(values.arguments.dropFirst())
        question.difference = try ReadingOptions.share(values, "--difference")
        question.rig = ReadingOptions.text(values, "--source")
        question.asOf = try ReadingOptions.time(values, "--as-of")
        let reading = try ReadingOptions(values)
        guard let answer = try Answers(reading.library).plan(question) else {
            throw CommandFault("no run has \(benchmark) on two of these filesystems")
        }
        for line in head(answer, question.difference) { reading.say(line) }
        var table = TextTable([.init("run", isNumeric: true), .init("filesystem")])
        for (place, filesystem) in answer.plan.order.enumerated() { table.add(["\(place + 1)", filesystem]) }
        if reading.form != .text || !table.isEmpty { reading.print(table, json: answer.json) }
        return 0
    }

    private static func head(_ answer: PlanAnswer, _ difference: Double) -> [String] {
        let what =
            "a difference of \(ValueFormat.percent(difference)) in \(answer.metrics.joined(separator: ", "))"
        switch answer.plan.repeats {
        case nil: return ["the noise is not known; send the same run again to learn it"]
        case .moreThan(let count): return ["\(what) takes more than \(count) runs of each filesystem"]
        case .count(let count):
            let minutes = answer.plan.minutes.map {
                ", \(ValueFormat.exact(($0 * 10).rounded(.up) / 10)) min of the workload alone"
            }
            return [
                "\(what) takes \(count) \(count == 1 ? "run" : "runs") of each filesystem\(minutes ?? "")"
            ]
        }
    }
}
