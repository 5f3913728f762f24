import TestSupport
import Testing

@testable import Analysis
@testable import JSON
@testable import Model

/// What the audit finds, and what it does not.
@Suite struct `Audit of a report` {
    private static func findings(_ json: JSONValue?) throws -> [Finding] {
        let readings = try RunReadings.read(try #require(json).bytes)
        return AuditRules.findings(of: readings, settings: SoundReport.settings)
    }

    @Test func `a sound report breaks no law, and each law is asked`() throws {
        let findings = try Self.findings(SoundReport.json)
        #expect(findings.filter { $0.verdict != .holds } == [])
        #expect(Set(findings.map(\.law)) == Set(AuditLaw.allCases).subtracting([.staleFacts]))
    }

    @Test func `there are at least 200 faults, and some of each law`() {
        #expect(Fault.all.count >= 200)
        // Stale facts are found beside other runs only: StaleFactsTests plants them.
        #expect(Set(Fault.all.map(\.law)) == Set(AuditLaw.allCases).subtracting([.staleFacts]))
    }

    @Test(arguments: Fault.all)
    func `a planted fault is found`(_ fault: Fault) throws {
        let findings = try Self.findings(fault.change(SoundReport.json))
        let found = findings.filter { $0.law == fault.law && $0.verdict == fault.verdict }
        #expect(found.count >= 1 && found.allSatisfy { $0.benchmark == fault.benchmark })
        #expect(found.allSatisfy { $0.detail.hasSuffix(".") && !$0.detail.contains("nan") })
        // The other cells stay sound.
        #expect(findings.allSatisfy { $0.benchmark == fault.benchmark || $0.verdict == .holds })
    }

    @Test func `facts of another run are stale only where the bytes differ`() {
        let run = StaleFacts.Run(name: "a", timestamp: "2026-01-01T00:00:00Z", digest: "1")
        let copy = StaleFacts.Run(name: "b", timestamp: "2026-01-01T00:00:00Z", digest: "1")
        let other = StaleFacts.Run(name: "c", timestamp: "2026-01-01T00:00:00Z", digest: "2")
        #expect(StaleFacts.finding(of: run, among: [copy]).verdict == .holds)
        #expect(StaleFacts.finding(of: run, among: [copy, other]).verdict == .note)
        let unknown = StaleFacts.Run(name: "d", timestamp: nil, digest: "3")
        #expect(StaleFacts.finding(of: unknown, among: [other]).verdict == .unknown)
    }

    @Test(arguments: ["0", "-0.0", "-1", "5e-324", "1e308", "-1e308", "1e300", "99999999999999999999999999"])
    func `any number in any place is judged without a trap`(_ number: String) throws {
        for benchmark in [SoundReport.fio, SoundReport.sysbench, SoundReport.pgbench, SoundReport.wrk] {
            let json = SoundReport.json.changed(at: ["data", benchmark, SoundReport.filesystem]) {
                Self.filled($0, .number(number))
            }
            let readings = try RunReadings.read(try #require(json).bytes)
            let machine = Machine(readings)
            for cell in readings.cells {
                let context = CellContext(cell, settings: SoundReport.settings(cell), machine: machine)
                let derived = DerivedValues.all(of: context)
                #expect(derived.allSatisfy { $0.number?.isFinite ?? true })
                #expect(AuditRules.findings(of: context).allSatisfy { $0.found?.isFinite ?? true })
            }
        }
    }

    private static func filled(_ value: JSONValue, _ number: JSONValue) -> JSONValue {
        switch value {
        case .object(let members): .object(members.map { .init($0.key, filled($0.value, number)) })
        case .array(let elements): .array(elements.map { filled($0, number) })
        case .number: number
        default: value
        }
    }

    // MARK: Several iterations

    @Test func `of several iterations some laws are unknown and the others stand`() throws {
        let readings = try RunReadings.read(SoundReport.json.bytes)
        let findings = AuditRules.findings(of: readings) { cell in
            var settings = SoundReport.settings(cell)
            settings.iterations = 2
            return settings
        }
        let fio = findings.filter { $0.benchmark == SoundReport.fio }
        #expect(
            fio.filter { $0.verdict == .unknown }.map(\.law)
                == [.concurrency, .runTime, .deviceBytes, .correctedMeans])
        #expect(
            fio.filter { $0.verdict == .holds }.map(\.law) == [
                .toolErrors, .blockSize, .order, .samples, .watchedDisk,
            ])
        let pgbench = findings.first { $0.benchmark == SoundReport.pgbench && $0.law == .concurrency }
        #expect(pgbench?.verdict == .holds)
    }

    @Test func `where the archive does not say it, the averages tell how many iterations there were`() throws
    {
        func iterations(_ run: String) throws -> Set<String> {
            let readings = try RunReadings.fixture(run)
            let machine = Machine(readings)
            return Set(
                readings.cells.map {
                    "\(CellContext($0, settings: WorkloadSettings(), machine: machine).iterations)"
                })
        }
        #expect(try iterations("baseline") == ["several(nil)"])
        #expect(try iterations("baseline-repeat") == ["one"])
        #expect(try iterations("minute-mount-options") == ["one"])
    }
}
