import Model
import System

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
    func choose(in library: any RunLibrary) throws -> (chosen: [Run], pinned: Int) {
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

    private func named(in library: any RunLibrary) throws -> [Run] {
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
    private static func missing(_ choice: RunChoice, in library: any RunLibrary) throws -> String {
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
