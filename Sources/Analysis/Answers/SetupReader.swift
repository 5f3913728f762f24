import Model

/// Reads the setups of measured runs; what many runs share is read and hashed once.
struct SetupReader {
    private let library: any RunLibrary
    private let kept: PreparedRuns
    private var facts: [MachineID: SetupFacts] = [:]
    private var vars: [VarsID: ConfigVars] = [:]
    private var runs: [Shared: (number: Int, setup: SharedSetup)] = [:]
    private var identities: [IdentityKey: SetupIdentity?] = [:]

    /// Each value of an archive is compared with so many names of a report.
    private static let nameLimit = 1_000

    /// `kept` has what other readers of the library have made.
    init(_ library: any RunLibrary, _ kept: PreparedRuns = PreparedRuns()) {
        self.library = library
        self.kept = kept
    }

    /// What makes the setup of a run, for all its cells.
    private struct Shared: Hashable {
        let rig: Rig?
        let machine: MachineID?
        let vars: VarsID?
        let benchmarks: [String]
        let filesystems: [String]
    }

    private struct IdentityKey: Hashable {
        let shared: Int
        let cell: CellName
        let settings: [String: String]
    }

    /// The setups of a run's cells, in their order.
    mutating func cells(of run: MeasuredRun) throws(LibraryError) -> [CellSetup] {
        let setup = try setup(of: run)
        return run.cells.map(setup.cell)
    }

    /// What the setups of a run's cells have in common.
    mutating func setup(of run: MeasuredRun) throws(LibraryError) -> SharedSetup { try shared(run).setup }

    /// What is needed to find the repeats of a run's cells, in their order; nil for a run without a rig.
    mutating func members(of run: MeasuredRun) throws(LibraryError) -> [SetupMember?] {
        let shared = try shared(run)
        return kept.members(of: run, shared.setup) { run.cells.map { member($0, of: shared) } }
    }

    private mutating func member(
        _ cell: MeasuredCell, of shared: (number: Int, setup: SharedSetup)
    ) -> SetupMember? {
        let settings = cell.setupSettings
        let key = IdentityKey(shared: shared.number, cell: cell.name, settings: settings)
        let identity: SetupIdentity?
        if let known = identities[key] {
            identity = known
        } else {
            identity = SetupIdentity(of: shared.setup.cell(cell))
            identities[key] = .some(identity)
        }
        return identity.map {
            SetupMember(identity: $0, memory: shared.setup.memory, extent: cell.extent)
        }
    }

    private mutating func shared(
        _ run: MeasuredRun
    ) throws(LibraryError) -> (number: Int, setup: SharedSetup) {
        let key = Shared(
            rig: Rig(source: run.source, hostname: run.rig), machine: run.machine, vars: run.vars,
            benchmarks: Array(run.benchmarks.prefix(Self.nameLimit)),
            filesystems: Array(run.filesystems.prefix(Self.nameLimit)))
        if let known = runs[key] { return known }
        let setup = kept.setup(
            of: SharedSetup.Inputs(
                rig: key.rig, facts: try facts(of: run.machine), vars: try vars(of: run.vars),
                benchmarks: key.benchmarks, filesystems: key.filesystems))
        let shared = (runs.count, setup)
        runs[key] = shared
        return shared
    }

    private mutating func facts(of machine: MachineID?) throws(LibraryError) -> SetupFacts {
        guard let machine else { return SetupFacts([String: String]()) }
        if let known = facts[machine] { return known }
        let read = SetupFacts(try library.facts(of: machine))
        facts[machine] = read
        return read
    }

    private mutating func vars(of archive: VarsID?) throws(LibraryError) -> ConfigVars? {
        guard let archive else { return nil }
        if let known = vars[archive] { return known }
        let read = try library.vars(of: archive)
        vars[archive] = read
        return read
    }
}

extension SharedSetup {
    /// The setup of a cell of such a run.
    func cell(_ cell: MeasuredCell) -> CellSetup {
        setup.cell(cell.name, settings: cell.setupSettings, extent: cell.extent)
    }
}

extension MeasuredCell {
    /// Its names.
    var name: CellName { CellName(benchmark: benchmark, filesystem: filesystem) }

    fileprivate var setupSettings: [String: String] {
        let settings = CellSetup.settingKeys.map { ($0, setting($0) ?? "") }
        return Dictionary(settings) { first, _ in first }
    }

    /// How long the workload ran and how much it did.
    var extent: JobExtent { JobExtent(of: kind) { number($0) } }
}
