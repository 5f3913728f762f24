import Analysis
import Model

/// What changed since the run before of the same rig, for the runs of a page.
struct RunListChanges {
    /// What is known of one run.
    enum Change {
        /// Nothing that is known differs, or only what nobody can tell.
        case same(before: RunHead, hasUnknowns: Bool)
        case different([SetupDifference], before: RunHead)
        /// There is too much to compare on a page.
        case notCompared(before: RunHead)
        case first
    }

    /// So many pairs of runs whose setups are not equal at a glance are compared on a page.
    private static let comparisonLimit = 16

    private let runs: RunReader
    private var facts: [MachineID: SetupFacts] = [:]
    private var vars: [VarsID: ConfigVars] = [:]
    private var comparisonCount = 0
    private(set) var changes: [RunID: Change] = [:]

    /// The changes of some runs; a run of which none is known has none.
    init(of page: [Run], _ runs: RunReader) throws(Problem) {
        self.runs = runs
        let lineages = try runs.lineages(of: page)
        var known = Dictionary(page.map { ($0.id, $0) }) { first, _ in first }
        let further = lineages.values.compactMap(\.before?.id).filter { known[$0] == nil }
        if !further.isEmpty {
            var query = RunQuery()
            (query.ids, query.limit) = (further, further.count)
            for run in try runs.runs(query).runs { known[run.id] = run }
        }
        for run in page {
            guard let lineage = lineages[run.id] else { continue }
            changes[run.id] = try change(of: run, lineage, known)
        }
    }

    private mutating func change(
        of run: Run, _ lineage: RunLineage, _ known: [RunID: Run]
    ) throws(Problem) -> Change? {
        guard let before = lineage.before else { return .first }
        guard let other = known[before.id] else { return nil }
        if lineage.run.isSame(as: before) {
            let hasUnknowns = before.machine == nil || before.vars == nil
            return .same(before: other.head, hasUnknowns: hasUnknowns)
        }
        guard comparisonCount < Self.comparisonLimit else { return .notCompared(before: other.head) }
        comparisonCount += 1
        let change = SetupGlance(
            from: try setup(of: other, before), to: try setup(of: run, lineage.run),
            common: SetupGlance.CommonNames(run, other))
        return change.differences.isEmpty
            ? .same(before: other.head, hasUnknowns: change.hasUnknowns)
            : .different(change.differences, before: other.head)
    }

    private mutating func setup(of run: Run, _ made: RunLineage.Made) throws(Problem) -> RunSetup {
        RunSetup(
            rig: nil, facts: try facts(of: made.machine), vars: try vars(of: made.vars),
            benchmarks: run.benchmarks, filesystems: run.filesystems)
    }

    private mutating func facts(of machine: MachineID?) throws(Problem) -> SetupFacts {
        guard let machine else { return SetupFacts([]) }
        if let known = facts[machine] { return known }
        let read = SetupFacts(try runs.facts(of: machine))
        facts[machine] = read
        return read
    }

    private mutating func vars(of archive: VarsID?) throws(Problem) -> ConfigVars? {
        guard let archive else { return nil }
        if let known = vars[archive] { return known }
        let read = try runs.vars(of: archive)
        vars[archive] = read
        return read
    }
}
