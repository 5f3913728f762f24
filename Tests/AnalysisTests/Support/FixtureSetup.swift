import TestSupport
import Testing

@testable import Analysis
@testable import Model

/// The setups of a run in Tests/Fixtures, from its report and its archive.
enum FixtureSetup {
    static func cells(
        _ run: String, source: String? = "rig-01", change: (inout [String: String]) -> Void = { _ in },
        changeVars: (ConfigVars) -> ConfigVars? = { $0 }
    ) throws -> [CellSetup] {
        var readings = try RunReadings.fixture(run)
        var facts = Dictionary(readings.facts.map { ($0.name, $0.value.text) }) { first, _ in first }
        change(&facts)
        readings.facts = facts.map { SystemFact(name: $0.key, value: .text($0.value)) }
        let setup = RunSetup(
            rig: Rig(source: source, hostname: readings.facts["hostname"]?.text),
            facts: SetupFacts(readings.facts), vars: changeVars(try VarFolder().fixture(run)),
            benchmarks: readings.cells.map(\.benchmark), filesystems: readings.cells.map(\.filesystem))
        return readings.cells.map { cell in
            let settings = CellSetup.settingKeys.map { ($0, cell.setting($0) ?? "") }
            return setup.cell(
                CellName(benchmark: cell.benchmark, filesystem: cell.filesystem),
                settings: Dictionary(settings) { first, _ in first },
                extent: JobExtent(of: cell.kind) { cell.number($0) })
        }
    }

    /// How many cells of the runs each setup has.
    static func setups(_ runs: [String]) throws -> [SetupID: Int] {
        var assignment = SetupAssignment()
        let ids = try runs.flatMap { run in
            try cells(run).map { cell in
                let identity = try #require(SetupIdentity(of: cell))
                let memory = cell.facts.texts[SetupFacts.memory].flatMap(Double.init)
                let member = SetupMember(identity: identity, memory: memory, extent: cell.extent)
                return assignment.setup(of: member).id
            }
        }
        return Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
    }
}

extension SetupContrast {
    /// Two runs by their cells.
    init(_ baseline: [CellSetup], _ other: [CellSetup]) {
        let found = Dictionary(other.map { ($0.name, $0) }) { first, _ in first }
        self.init(baseline.map { ($0.name, [$0, found[$0.name]]) }, sideCount: 2)
    }

    /// The cells that both of two sides have.
    var cells: [CellName: SetupComparison] { comparisons.compactMapValues { $0.first ?? nil } }
}
