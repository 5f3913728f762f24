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
    func `keeps whole runs, loses what never became one, and leaves what others put there`(
        _ found: Case
    ) throws {
        var names = found.names.reversed().map { FilePath($0) }
        let findings = try FolderNames(known: LibraryIndex()) { names.popLast() }
        #expect(Set(findings.missing.map(\.description)) == Set(found.reports))
        #expect(findings.removed.map(\.description) == found.removed)
        #expect(findings.foreign.map(\.description) == found.foreign)
    }

    @Test func `is compared with the catalog`() throws {
        let ids = (1...5).compactMap { RunID("0199a3c2-7d1e-7000-8000-00000000000\($0)") }
        let runs = ids.dropLast().enumerated().map { place, id in
            IndexedRun(
                number: Int64(place), filed: 0, id: id, byteCount: 1, source: 0, rig: 0, label: 0, names: 0,
                machine: 0, vars: 0, own: 0, hasConfig: place == 0, isExcluded: false)
        }
        // The first two have configs, the third has lost its report, and of the fourth there is nothing.
        var names: [FilePath] = [
            DataNames.report(ids[0]), DataNames.config(ids[0]), DataNames.config(ids[1]),
            DataNames.report(ids[1]), DataNames.receipt(ids[2]), DataNames.report(ids[4]),
        ]
        let found = try FolderNames(known: LibraryIndex(runs)) { names.popLast() }
        #expect(found.missing == [ids[4]] && found.newest == ids[4])
        #expect(found.changed == [ids[1]])
        #expect(found.gone == [ids[3]])
        #expect(found.removed.isEmpty && found.foreign.isEmpty)
    }
}
