import Model
import Synchronization
import System

/// Runs as evidence needs them, kept while what they are made from is the same; safe from any thread.
///
/// A run that is filed changes the evidence of its rig, but nothing of the runs before it.
final class PreparedRuns: Sendable {
    /// Bytes of all runs: those of one evidence, and some more.
    private static let byteLimit =
        (Evidence.Limits.cells + Evidence.Limits.askedCells) * MeasuredCell.usualByteCount
    /// What runs were made with; a rig seldom has many.
    private static let setupLimit = 64

    private struct Prepared {
        let run: MeasuredRun
        let setup: SharedSetup
        let members: [SetupMember?]
        /// Of each cell.
        var values: [[CellMeasurements.Value]]?
    }

    private struct State {
        var setups: [SharedSetup] = []
        var runs = RecencyCache<RunID, Prepared>(byteLimit: PreparedRuns.byteLimit)
    }

    private let state = Mutex(State())

    /// What runs that were made with the same have in common, made once.
    func setup(of inputs: SharedSetup.Inputs) -> SharedSetup {
        if let known = state.withLock({ state in state.setups.first { $0.inputs == inputs } }) {
            return known
        }
        let new = SharedSetup(inputs)
        state.withLock { state in
            state.setups.append(new)
            if state.setups.count > Self.setupLimit { state.setups.removeFirst() }
        }
        return new
    }

    /// What finds the repeats of a run's cells; `make` computes it where it is not known.
    func members(
        of run: MeasuredRun, _ setup: SharedSetup, make: () -> [SetupMember?]
    ) -> [SetupMember?] {
        if let known = known(run), known.setup === setup { return known.members }
        let members = make()
        keep(Prepared(run: run, setup: setup, members: members))
        return members
    }

    /// The measured values of each cell of a run; `make` computes those of a cell where they are not known.
    func values(
        of run: MeasuredRun, make: (MeasuredCell) -> [CellMeasurements.Value]
    ) -> [[CellMeasurements.Value]] {
        guard var prepared = known(run) else { return run.cells.map(make) }
        if let values = prepared.values { return values }
        let made = run.cells.map(make)
        prepared.values = made
        keep(prepared)
        return made
    }

    private func known(_ run: MeasuredRun) -> Prepared? {
        state.withLock { $0.runs.use(run.id) }.flatMap { $0.run == run ? $0 : nil }
    }

    private func keep(_ prepared: Prepared) {
        let byteCount = prepared.run.cells.count * MeasuredCell.usualByteCount
        let givenUp = state.withLock { $0.runs.put(prepared, as: prepared.run.id, byteCount: byteCount) }
        // Outside of the lock, because it takes time to free them.
        withExtendedLifetime(givenUp) {}
    }
}

/// What runs have in common that were made with the same.
final class SharedSetup: Sendable {
    struct Inputs: Equatable, Sendable {
        let rig: Rig?
        let facts: SetupFacts
        let vars: ConfigVars?
        let benchmarks: [String]
        let filesystems: [String]
    }

    let inputs: Inputs
    let setup: RunSetup
    /// GiB; nil where the report does not say.
    let memory: Double?

    init(_ inputs: Inputs) {
        self.inputs = inputs
        setup = RunSetup(
            rig: inputs.rig, facts: inputs.facts, vars: inputs.vars, benchmarks: inputs.benchmarks,
            filesystems: inputs.filesystems)
        memory = inputs.facts.texts[SetupFacts.memory].flatMap(Double.init)
    }
}
