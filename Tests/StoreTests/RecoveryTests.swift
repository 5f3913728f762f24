import Testing

@testable import Model
@testable import Store
@testable import System

@Suite struct `After a crash a data folder` {
    static let own = "0199a3c2-7d1e-7000-8000-000000000001"
    static let old = "0123456789ab"

    struct Case: CustomTestStringConvertible {
        let names: [String]
        var reports: [String] = []
        var removed: [String] = []
        var foreign: [String] = []

        var testDescription: String { names.joined(separator: ", ") }
    }

    @Test(arguments: [
        Case(names: []),
        Case(names: [".lock", ".staging", "catalog.sqlite", "catalog.sqlite-wal"]),
        Case(names: ["\(own).json"], reports: [own]),
        Case(names: ["\(own)_config.zip", "\(own).receipt.json", "\(own).json"], reports: [own]),
        Case(names: ["\(own).receipt.json"], removed: ["\(own).receipt.json"]),
        Case(names: ["\(own).json", "\(own).notes.json", ".control"], reports: [own]),
        Case(
            names: ["\(own).notes.json", "\(old).notes.json"], removed: ["\(own).notes.json"],
            foreign: ["\(old).notes.json"]),
        Case(
            names: ["\(own)_config.zip", "\(own).receipt.json"],
            removed: ["\(own)_config.zip", "\(own).receipt.json"]),
        Case(names: ["\(old).json", "\(old)_config.zip"], reports: [old]),
        Case(names: ["\(old)_config.zip"], foreign: ["\(old)_config.zip"]),
        Case(
            names: ["latest.json", "notes.txt", "\(own).json.bak"],
            foreign: ["latest.json", "notes.txt", "\(own).json.bak"]),
    ])
    func `keeps whole runs, loses what never became one, and leaves what others put there`(_ found: Case) {
        let findings = Recovery.Findings(names: found.names.map { FilePath($0) })
        #expect(Set(findings.reports.map(\.description)) == Set(found.reports))
        #expect(findings.removed.map(\.description) == found.removed)
        #expect(findings.foreign.map(\.description) == found.foreign)
    }
}
