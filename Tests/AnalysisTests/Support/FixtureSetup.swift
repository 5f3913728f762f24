import JSON
import TestSupport

@testable import Analysis
@testable import Model

/// The setups of a run in Tests/Fixtures, from the report and the archive themselves.
enum FixtureSetup {
    static func cells(
        _ run: String, source: String? = "rig-01", change: (inout [String: String]) -> Void = { _ in },
        changeVars: (ConfigVars) -> ConfigVars? = { $0 }
    ) throws -> [CellSetup] {
        let report = try JSONValue(parsing: Fixtures.file(run, "aggregated_report.json"))
        var facts: [String: String] = [:]
        flatten(report["system_info"] ?? .null, "", &facts)
        change(&facts)
        let data = report["data"]?.members ?? []
        let setup = RunSetup(
            rig: Rig(source: source, hostname: facts["hostname"]), facts: SetupFacts(facts),
            vars: changeVars(try VarFolder().fixture(run)), benchmarks: data.map(\.key),
            filesystems: data.flatMap { $0.value.members?.map(\.key) ?? [] })
        return data.flatMap { benchmark in
            (benchmark.value.members ?? []).map { filesystem in
                cell(filesystem.value, CellName(benchmark: benchmark.key, filesystem: filesystem.key), setup)
            }
        }
    }

    private static func cell(_ entry: JSONValue, _ name: CellName, _ setup: RunSetup) -> CellSetup {
        let (plot, table) = (entry["metrics"]?["plot"], entry["metrics"]?["table"])
        var settings: [String: String] = [:]
        for member in table?.members ?? [] { settings[member.key] = text(member.value) }
        let extent = JobExtent(of: BenchmarkKind(benchmark: name.benchmark)) {
            plot?[$0]?.double ?? table?[$0]?.double
        }
        return setup.cell(name, settings: settings, extent: extent)
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text), .number(let text): text
        case .bool(let flag): "\(flag)"
        case .null, .array, .object: nil
        }
    }

    private static func flatten(_ value: JSONValue, _ name: String, _ facts: inout [String: String]) {
        let prefix = name.isEmpty ? "" : "\(name)."
        for member in value.members ?? [] { flatten(member.value, prefix + member.key, &facts) }
        for (place, element) in (value.elements ?? []).enumerated() {
            flatten(element, prefix + (element["name"]?.string ?? "\(place)"), &facts)
        }
        if let text = text(value) { facts[name] = text }
    }
}
