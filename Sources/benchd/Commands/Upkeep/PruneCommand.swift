import JSON
import Model
import Store
import System

/// `benchd prune`: removes runs for good; a dry run unless it is told to.
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
        let (chosen, pinned) = try plan.choose(in: ReadingOptions.open(client.data))
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
        _ ids: ArraySlice<RunID>, because reason: String, from store: Store
    ) throws -> RemovalAnswer {
        var outcomes: [RemovalOutcome] = []
        for begin in stride(from: ids.startIndex, to: ids.endIndex, by: RemovalRequest.runLimit) {
            let batch = ids[begin..<min(begin + RemovalRequest.runLimit, ids.endIndex)]
            outcomes += try store.remove(Array(batch), because: reason)
        }
        return RemovalAnswer(outcomes)
    }
}

/// Which runs a prune is about, and why they go.
struct PrunePlan {
    let reason: String
    private let query: RunQuery
    private let runs: [RunChoice]
    private let age: Duration?
    private let count: Int?
    private let byteCount: Int?

    init(_ values: OptionValues) throws(UsageError) {
        runs = try (values.texts("--run") ?? []).map { (text) throws(UsageError) in
            try ControlClient.choice(text)
        }
        query = try RunFilterOptions.query(values)
        age = try Self.given(values, "--older-than") { (name) throws(UsageError) in try values.duration(name)
        }
        count = try Self.given(values, "--keep") { (name) throws(UsageError) in try values.count(name) }
        byteCount = try Self.given(values, "--keep-size") { (name) throws(UsageError) in
            try values.byteCount(name)
        }
        let rules = [
            values.texts("--older-than")?.last.map { "it was filed more than \($0) before" },
            count.map { "it was not among the newest \($0)" },
            values.texts("--keep-size")?.last.map { "newer runs have \($0) together" },
        ].compactMap(\.self)
        if runs.isEmpty, rules.isEmpty, !query.isFiltered {
            throw UsageError(
                message: "prune needs what is to go: --older-than, --keep, --keep-size, a filter, or --run;"
                    + " see benchd prune --help")
        }
        guard runs.isEmpty || (rules.isEmpty && !query.isFiltered) else {
            throw UsageError(message: "--run names the runs that go, so it takes no rule or filter beside it")
        }
        reason = try Self.reason(values, rules, isNeeded: !runs.isEmpty)
    }

    private static func given<Value>(
        _ values: OptionValues, _ name: String, _ read: (String) throws(UsageError) -> Value
    ) throws(UsageError) -> Value? {
        values.texts(name) == nil ? nil : try read(name)
    }

    private static func reason(
        _ values: OptionValues, _ rules: [String], isNeeded: Bool
    ) throws(UsageError) -> String {
        let given: String?
        do throws(MarkFault) {
            given = try values.texts("--reason")?.last.map(MarkText.reason.kept) ?? nil
        } catch {
            throw UsageError(message: "\(error)")
        }
        if let given { return given }
        if isNeeded {
            throw UsageError(message: "--run needs --reason TEXT: who follows a link to the run reads it")
        }
        return rules.isEmpty ? "pruned" : "pruned, since \(Prose.list(rules))"
    }

    /// The runs that go, newest first, and how many would if they were not pinned.
    func choose(in library: Store) throws -> (chosen: [Run], pinned: Int) {
        if !runs.isEmpty { return (try named(in: library), 0) }
        var selection = Selection(self)
        var query = query
        query.limit = 500
        while true {
            let page = try library.runs(query)
            for run in page.runs { selection.add(run) }
            guard let next = page.next else { break }
            query.cursor = next
        }
        return (selection.chosen, selection.pinned)
    }

    private func named(in library: Store) throws -> [Run] {
        var query = RunQuery()
        query.ids = try runs.map { choice in
            let ids = try library.ids(of: choice)
            guard let id = ids.first else { throw CommandFault(try Self.missing(choice, in: library)) }
            guard ids.count == 1 else {
                throw CommandFault(MarkOutcome.ambiguous(ids).refusal(of: choice) ?? "\(choice)")
            }
            return id
        }
        query.limit = 500
        return try library.runs(query).runs
    }

    /// Why there is no such run.
    private static func missing(_ choice: RunChoice, in library: Store) throws -> String {
        if case .id(let id) = choice, let tombstone = try library.tombstone(id) {
            return "the run \(id) was removed on \(tombstone.removed): \(tombstone.reason)"
        }
        return "there is no run \(choice)"
    }

    /// Goes through the runs of the filters, the newest first.
    private struct Selection {
        private(set) var chosen: [Run] = []
        private(set) var pinned = 0
        private let plan: PrunePlan
        private let now = Timestamp.now()
        private var seen = 0
        private var byteCount = 0

        init(_ plan: PrunePlan) { self.plan = plan }

        mutating func add(_ run: Run) {
            seen += 1
            byteCount += run.byteCount
            let isOld = plan.age.map { run.filed < now.before($0) } ?? true
            let isBeyondCount = plan.count.map { seen > $0 } ?? true
            let isBeyondSize = plan.byteCount.map { byteCount > $0 } ?? true
            guard isOld, isBeyondCount, isBeyondSize else { return }
            if run.mark.isPinned { pinned += 1 } else { chosen.append(run) }
        }
    }
}

extension Run {
    /// Of report and config.
    var byteCount: Int { report.byteCount + (config?.byteCount ?? 0) }
}

/// What a prune prints.
struct PruneReport {
    private let runs: [Run]
    private let pinned: Int
    private let isJSON: Bool

    /// A longer table says nothing more.
    private static let lineLimit = 50

    init(_ runs: [Run], pinned: Int, isJSON: Bool) {
        (self.runs, self.pinned, self.isJSON) = (runs, pinned, isJSON)
    }

    func printDryRun() {
        if isJSON { return Swift.print(json(nil).text) }
        if !runs.isEmpty { Swift.print(table.aligned, terminator: "") }
        if runs.count > Self.lineLimit {
            Swift.print("and \(runs.count - Self.lineLimit) more; --json prints all")
        }
        let size = ValueFormat.size(runs.reduce(0) { $0 + $1.byteCount })
        say("\(Prose.count(runs.count, "run")), \(size), would be removed; nothing was.\(stay)")
        if !runs.isEmpty { say("The same command with --apply removes them.") }
    }

    func print(_ answer: RemovalAnswer) {
        if isJSON { return Swift.print(json(answer).text) }
        for refusal in answer.refusals {
            StandardStream.error.write("benchd: not removed: \(LogText.escaping(refusal))\n")
        }
        if answer.removed.isEmpty, !answer.refusals.isEmpty { return }
        let removed = Set(answer.removed)
        let size = ValueFormat.size(runs.filter { removed.contains($0.id) }.reduce(0) { $0 + $1.byteCount })
        say("\(Prose.count(removed.count, "run")), \(size), removed; links to them say when and why.\(stay)")
    }

    private var stay: String {
        pinned == 0 ? "" : " \(Prose.count(pinned, "pinned run")) \(pinned == 1 ? "stays" : "stay")."
    }

    private func say(_ text: String) {
        for line in Prose.lines(text, width: Prose.tableWidth) { Swift.print(line) }
    }

    private var table: TextTable {
        var table = TextTable([
            .init("uuid", limit: 36), .init("filed (UTC)"), .init("source", limit: 14),
            .init("label", limit: 20), .init("size", isNumeric: true),
        ])
        for run in runs.prefix(Self.lineLimit) {
            table.add([
                run.id.description, run.filed.toSeconds, run.source ?? "", run.mark.label ?? "",
                ValueFormat.size(run.byteCount),
            ])
        }
        return table
    }

    private func json(_ answer: RemovalAnswer?) -> JSONValue {
        [
            "applied": .bool(answer != nil),
            "runs": .array(
                runs.map {
                    [
                        "uuid": .string($0.id.description), "filed": .string($0.filed.description),
                        "source": .text($0.source), "label": .text($0.mark.label),
                        "bytes": .integer($0.byteCount),
                    ]
                }), "pinned": .integer(pinned),
            "removed": .array((answer?.removed ?? []).map { .string($0.description) }),
            "refused": .array((answer?.refusals ?? []).map { .string($0) }),
        ]
    }
}
