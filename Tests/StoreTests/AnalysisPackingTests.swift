import TestSupport
import Testing

@testable import Analysis
@testable import Archives
@testable import Model
@testable import Store
@testable import System

@Suite struct `A packed analysis`: ~Copyable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func analysis(_ run: String) throws -> (analysis: RunAnalysis, vars: ConfigVars) {
        let drop = try JudgedDrop(
            report: Fixtures.file(run, "aggregated_report.json"), config: Fixtures.file(run, "config.zip"),
            in: Directory(folder.path))
        defer { drop.discard() }
        let vars = try #require(drop.config?.vars)
        return (RunAnalysis(drop.readings, vars: vars), vars)
    }

    @Test(arguments: Fixtures.runs)
    func `comes back bit for bit, with the settings of the archive`(_ run: String) throws {
        let (analysis, vars) = try analysis(run)
        #expect(!analysis.findings.isEmpty && !vars.vars.isEmpty)
        #expect(PackedAnalysis(analysis).analysis == analysis)
        #expect(PackedVars.unpack(PackedVars.pack(vars)) == vars)
        let machine = analysis.readings.facts.filter(\.isOfMachine)
        #expect(PackedFacts.unpack(PackedFacts.pack(machine)) == machine)
    }

    @Test func `that is damaged anywhere is another one or none, and never a crash`() throws {
        let packed = PackedAnalysis(try analysis("minute-baseline").analysis)
        let plain = try #require(Deflated.unpack(packed.details))
        let changes: [UInt8] = [0x01, 0x80, 0xFF]
        for (turn, place) in stride(from: 0, to: plain.count, by: 101).enumerated() {
            var bytes = plain
            bytes[place] ^= changes[turn % changes.count]
            try read(packed, details: bytes)
        }
        for count in stride(from: 0, to: plain.count, by: 2_003) {
            try read(packed, details: Array(plain.prefix(count)), expectsNone: true)
        }
    }

    private func read(_ packed: PackedAnalysis, details: [UInt8], expectsNone: Bool = false) throws {
        // Stored, so that all changes get through: only its damage is the subject here.
        let damaged = PackedAnalysis(
            rules: packed.rules, cells: packed.cells, machine: packed.machine,
            details: [0, 0, 0, 0] + details)
        let analysis = damaged.analysis
        if expectsNone { #expect(analysis == nil) }
    }

    @Test func `with fewer or more values than it needs is none`() throws {
        let packed = PackedAnalysis(try analysis("minute-baseline").analysis)
        for count in [0, packed.cells.count - 1] {
            let cut = PackedAnalysis(
                rules: 1, cells: Array(packed.cells.prefix(count)), machine: packed.machine,
                details: packed.details)
            #expect(cut.analysis == nil)
        }
        #expect(
            PackedAnalysis(rules: 1, cells: packed.cells, machine: [], details: packed.details).analysis
                == nil)
    }

    @Test(arguments: [
        0, 1, -1, 0.5, 19.98, -0.0, 51.632000000000005, 1e300, .leastNonzeroMagnitude, 281_474_976_710_655,
        281474976710656.0,
        -12.3456, 1.0 / 3, .infinity, -.infinity, .greatestFiniteMagnitude,
    ])
    func `keeps a number bit for bit`(_ number: Double) {
        var writer = PackedWriter()
        writer.number(number)
        var reader = PackedReader(writer.bytes)
        #expect(reader.number()?.bitPattern == number.bitPattern && reader.isAtEnd)
    }

    @Test func `keeps texts that are equal by Unicode alone apart`() {
        let names = ["K", "\u{212A}", "é", "e\u{301}", "K", ""]
        var writer = PackedWriter()
        for name in names { writer.name(name) }
        var reader = PackedReader(writer.bytes)
        for name in names { #expect(reader.name().map { Array($0.utf8) } == Array(name.utf8)) }
    }
}
