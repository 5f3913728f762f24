import Testing

@testable import Ingest
@testable import System

@Suite struct `Names in the inbox` {
    @Test(arguments: [
        ("aggregated_report.json", DropName.Role.report),
        ("night.json", .report),
        ("config.zip", .config),
        ("night_config.zip", .config),
        ("benchd.yaml", .notes),
        ("benchd.yml", .notes),
        ("night_benchd.yaml", .notes),
        ("_benchd.yaml", .other),
        ("vars.yaml", .other),
        (".benchd.yaml.a1B2c3", .temporary(of: "benchd.yaml")),
        ("reason.json", .reason),
        ("night.JSON", .other),
        ("notes.txt", .other),
        (".hidden.json", .other),
        (".config.zip.a1B2c3", .temporary(of: "config.zip")),
        (".night.json.XXXXXX", .temporary(of: "night.json")),
        ("config.zip.filepart", .temporary(of: "config.zip")),
        ("config.zip.part", .temporary(of: "config.zip")),
        ("night.json~", .temporary(of: "night.json")),
        ("night.json.swp", .temporary(of: "night.json")),
        ("#1234", .other),
    ])
    func `a name tells what a file is`(_ name: String, _ role: DropName.Role) {
        #expect(DropName.role(of: FilePath(name)) == role)
    }

    @Test func `a report's configs have an order`() {
        #expect(
            DropName.configs(of: "aggregated_report.json")
                == ["config.zip", "aggregated_report_config.zip", "aggregated_report.zip"])
        #expect(DropName.configs(of: "night.json") == ["night_config.zip", "night.zip"])
    }

    @Test(arguments: [
        "aggregated_report.json", "night.json", "a_config.json", "config.json", "x_config_config.json",
    ])
    func `a report and its configs are in one group, and know each other`(_ report: String) {
        let report = FilePath(report)
        for config in DropName.configs(of: report) {
            #expect(DropName.group(of: config) == DropName.group(of: report))
            #expect(DropName.reports(of: config).contains(report))
        }
    }

    @Test(arguments: ["aggregated_report.json", "night.json", "a_config.json", "x_benchd.json"])
    func `a report and its notes are in one group, and know each other`(_ report: String) {
        let report = FilePath(report)
        for notes in DropName.notes(of: report) {
            #expect(DropName.role(of: notes) == .notes)
            #expect(DropName.group(of: notes) == DropName.group(of: report))
            #expect(DropName.reports(of: notes) == [report])
        }
    }
}
