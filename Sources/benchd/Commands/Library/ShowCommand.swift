import Analysis
import JSON
import Model
import Store
import System

/// `benchd show`: one run, its main metrics by filesystem, and who wins.
enum ShowCommand: Command {
    static let name = "show"
    static let synopsis = "[options] RUN"
    static let summary =
        "Show the main metrics of a run, filesystem by filesystem, and which cannot be told apart."
    static let options = ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        guard values.arguments.count == 1 else {
            throw UsageError(message: "show needs one run; see benchd show --help")
        }
        let reading = try ReadingOptions(values)
        let id = try reading.run(values.arguments[0])
        guard let run = try reading.library.run(id),
            let standing = try Answers(reading.library).standing(of: id)
        else { throw CommandFault("there is no run \(id)") }
        say(run, reading)
        reading.print(table(standing, exact: reading.form == .csv), json: standing.json(Links()))
        return 0
    }

    private static func say(_ run: FiledRun, _ reading: ReadingOptions) {
        reading.say("run \(run.id), filed \(run.receipt.filed)")
        let lines = [
            ("source", run.receipt.source), ("label", run.mark.label), ("note", run.mark.note),
            ("excluded", run.mark.exclusion),
        ]
        for case (let name, let text?) in lines { reading.say("\(name): \(text)") }
        for warning in run.receipt.warnings { reading.say("warning: \(warning.detail)") }
        reading.say("a number after a value is its rank: filesystems of one rank cannot be told apart")
    }

    /// A row for each main metric, a column for each filesystem.
    private static func table(_ standing: StandingAnswer, exact: Bool) -> TextTable {
        let filesystems = standing.comparison.items.compactMap(\.filesystem)
        var table = TextTable(
            [.init("benchmark"), .init("metric"), .init("unit")]
                + filesystems.map { .init($0, isNumeric: true, isName: true) })
        for cell in standing.comparison.cells where cell.isMain {
            let metric = MetricTable.metric(
                of: BenchmarkKind(benchmark: cell.name.benchmark), key: cell.name.metric)
            let ranking = standing.rankings.first {
                $0.benchmark == cell.name.benchmark && $0.metric == cell.name.metric
            }
            let values = zip(filesystems, cell.sides).map { filesystem, side in
                guard let value = side?.value else { return "" }
                if exact { return ValueFormat.exact(value) }
                return "\(ValueFormat.text(value, unit: metric.unit)) \(rank(of: filesystem, in: ranking))"
            }
            table.add([cell.name.benchmark, cell.name.metric, metric.unit?.rawValue ?? ""] + values)
        }
        return table
    }

    private static func rank(of filesystem: String, in ranking: Ranking?) -> String {
        let place = ranking?.groups.firstIndex { $0.contains(filesystem) }
        return place.map { "#\($0 + 1)" } ?? "no rank"
    }
}
