import JSON
import Model
import Store
import System

/// `benchd prune`: removes runs for good; a dry run without `--apply`.
enum PruneCommand: Command {
    static let name = "prune"
    static let synopsis = "[options] [WORD...]"
    static let summary =
        "Remove runs for good, beside a running daemon or without one: those that all rules and filters let go, or one"
        + " by --run. Without --apply it only prints them. Pinned runs stay."
    static let options =
        [
            Option("--older-than", "TIME", default: nil, "Runs filed longer ago than this, such as 365d."),
            Option(
                "--keep", "NUMBER", default: nil,
                "All but the newest NUMBER of the runs that the filters have."),
            Option(
                "--keep-size", "SIZE", default: nil,
                "All but the newest runs that have SIZE together, such as 50GiB."),
            Option("--run", "RUN", default: nil, "This run and no others; given several times, these."),
            Option("--reason", "TEXT", default: nil, "Why; whoever follows a link to the run reads it."),
            Option("--apply", "Remove the runs."),
            Option("--json", "Print JSON."),
        ] + RunFilterOptions.all + ControlClient.options

    static func run(_ values: OptionValues) throws -> Int32 {
        let plan = try PrunePlan(values)
        let client = try ControlClient(values)
        let (chosen, pinned) = try plan.choose(in: ReadingOptions.open(client.data, store: client.store))
        let report = PruneReport(chosen, pinned: pinned, isJSON: try values.isOn("--json"))
        guard try values.isOn("--apply") else {
            report.printDryRun()
            return 0
        }
        let answer = try remove(chosen.map(\.id), because: plan.reason, client)
        report.print(answer)
        return answer.refusals.isEmpty ? 0 : 1
    }

    private static func remove(
        _ ids: [RunID], because reason: String, _ client: ControlClient
    ) throws -> RemovalAnswer {
        var rest = ids[...]
        var outcomes: [RemovalAnswer] = []
        while !rest.isEmpty {
            var batch = rest.prefix(RemovalRequest.runLimit)
            let request = RemovalRequest(Array(batch), because: reason)
            let answer = try client.answer(to: request.json, read: RemovalAnswer.init(json:)) { store in
                // Opening the library is what costs.
                batch = rest
                return try remove(rest, because: reason, from: store)
            }
            outcomes.append(answer)
            rest = rest.dropFirst(batch.count)
        }
        return RemovalAnswer(outcomes)
    }

    private static func remove(
        _ ids: ArraySlice<RunID>, because reason: String, from store: any RunRemoval
    ) throws -> RemovalAnswer {
        var outcomes: [RemovalOutcome] = []
        for begin in stride(from: ids.startIndex, to: ids.endIndex, by: RemovalRequest.runLimit) {
            let batch = ids[begin..<min(begin + RemovalRequest.runLimit, ids.endIndex)]
            outcomes += try store.remove(Array(batch), because: reason)
        }
        return RemovalAnswer(outcomes)
    }
}
