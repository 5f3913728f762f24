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
    /// Bytes of what runs were made with, and how many of them are looked through; a rig seldom has many.
    static let setupLimits = (byteCount: 8 << 20, count: 64)

    private struct Prepared {
        let run: MeasuredRun
        /// The number of its setup, which may have been given up since.
        let setup: UInt64
        let members: [SetupMember?]
        /// Of each cell.
        var values: [[CellMeasurements.Value]]?
    }

    private struct State {
        var setups: [SharedSetup] = []
        var setupByteCount = 0
        var setupCount: UInt64 = 0
        var runs = RecencyCache<RunID, Prepared>(byteLimit: PreparedRuns.byteLimit)
    }

    private let state = Mutex(State())

    /// About what the setups that are kept take in memory.
    var setupByteCount: Int { state.withLock(\.setupByteCount) }

    /// What runs that were made with the same have in common, made once.
    func setup(of inputs: SharedSetup.Inputs) -> SharedSetup {
        if let known = state.withLock({ state in state.setups.first { $0.inputs == inputs } }) {
            return known
        }
        let number = state.withLock { state in
            state.setupCount += 1
            return state.setupCount
        }
        let new = SharedSetup(inputs, number: number)
        state.withLock { state in
            state.setups.append(new)
            state.setupByteCount += new.byteCount
            while state.setups.count > Self.setupLimits.count
                || state.setupByteCount > Self.setupLimits.byteCount
            {
                state.setupByteCount -= state.setups.removeFirst().byteCount
            }
        }
        return new
    }

    /// What finds the repeats of a run's cells; `make` computes it where it is not known.
    func members(
        of run: MeasuredRun, _ setup: SharedSetup, make: () -> [SetupMember?]
    ) -> [SetupMember?] {
        if let known = known(run), known.setup == setup.number { return known.members }
        let members = make()
        keep(Prepared(run: run, setup: setup.number, members: members))
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
    /// No other has it.
    let number: UInt64
    /// About what it takes in memory.
    let byteCount: Int
    let setup: RunSetup
    /// GiB; nil where the report does not say.
    let memory: Double?

    init(_ inputs: Inputs, number: UInt64) {
        self.inputs = inputs
        self.number = number
        // Each value is here as it was read, and as it is compared.
        byteCount = (inputs.vars?.vars ?? []).reduce(4_096) { sum, found in
            sum + 2 * (found.file.utf8.count + found.path.utf8.count + (found.text?.utf8.count ?? 0)) + 400
        }
        setup = RunSetup(
            rig: inputs.rig, facts: inputs.facts, vars: inputs.vars, benchmarks: inputs.benchmarks,
            filesystems: inputs.filesystems)
        memory = inputs.facts.texts[SetupFacts.memory].flatMap(Double.init)
    }
}
