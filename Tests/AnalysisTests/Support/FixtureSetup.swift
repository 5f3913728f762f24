import TestSupport

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
        let setup = RunSetup(readings, vars: changeVars(try VarFolder().fixture(run)), source: source)
        return readings.cells.map { setup.cell($0) }
    }

    static func members(_ runs: [String]) throws -> [SetupGroups.Member] {
        try runs.flatMap { run in
            let readings = try RunReadings.fixture(run)
            let setup = RunSetup(readings, vars: try VarFolder().fixture(run), source: "rig-01")
            return readings.cells.compactMap { SetupGroups.Member($0, of: setup) }
        }
    }
}
