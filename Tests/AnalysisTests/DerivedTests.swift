import Testing

@testable import Analysis
@testable import JSON
@testable import Model

/// The values that are computed from cells.
@Suite struct `Derived values` {
    private static func values(
        _ benchmark: String, iterations: Int = 1, _ json: JSONValue = SoundReport.json
    ) throws -> [DerivedValue.Name: DerivedValue] {
        let readings = try RunReadings.read(json.bytes)
        let cell = try #require(readings.cell(benchmark, SoundReport.filesystem))
        var settings = SoundReport.settings(cell)
        settings.iterations = iterations
        let all = DerivedValues.all(of: CellContext(cell, settings: settings, machine: Machine(readings)))
        return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `of fio there are the values of both directions`() throws {
        let values = try Self.values(SoundReport.fio)
        #expect(values[.concurrency]?.number == 8 && values[.runTime]?.number == 40)
        #expect(values[.busyStart]?.number == 2 && values[.busyEnd]?.number == 42)
        let read = try #require(values[.readAmplification]?.number)
        #expect(abs(read - 41 * 16_000 * 1_024 / 655_360_000) < 0.001)
        #expect(values[.readTail]?.number == 4 && values[.readTail]?.note?.contains("completion") == true)
        let perOperation = try #require(values[.cpuPerOperation]?.number)
        #expect(abs(perOperation - 0.4 * 2 / 1_500 * 1e6) < 0.5)
        #expect(abs((values[.operationsPerCore]?.number ?? 0) * perOperation / 1e6 - 1) < 1e-9)
        #expect(values[.limitedBy]?.value == .text("neither") && values[.isSteady]?.value == .text("steady"))
        #expect(values[.stallCount]?.number == 0 && values[.warmUpEnd]?.number == 2)
    }

    @Test(
        arguments: [(SoundReport.pgbench, 10.0), (SoundReport.wrk, 100), (SoundReport.sysbench, 4)]
            as [(String, Double)])
    func `of the other tools concurrency is rate times latency`(_ benchmark: String, _ expected: Double)
        throws
    {
        let values = try Self.values(benchmark)
        #expect(values[.concurrency]?.number == expected && values[.readAmplification] == nil)
    }

    @Test func `values of series say of which iteration they are`() throws {
        let values = try Self.values(SoundReport.fio, iterations: 3)
        #expect(values[.concurrency]?.iteration == nil && values[.runTime]?.iteration == nil)
        #expect(values[.readAmplification]?.iteration == "iteration 1 of 3")
        #expect(values[.cpuPerOperation]?.iteration == "iteration 1 of 3")
        #expect(values[.variation]?.iteration == "iteration 1 of 3")
    }

    @Test
    func `what limits is named with its numbers, and utilisation of a disk without a spindle proves little`()
        throws
    {
        func limit(_ use: Double, _ rotational: JSONValue) throws -> DerivedValue? {
            let path = [
                "data", SoundReport.fio, SoundReport.filesystem, "monitoring", "iostat", "series", "vdb_util",
            ]
            let json = SoundReport.json.changed(at: path) {
                .array(($0.elements ?? []).map { _ in .double(use) })
            }?.changed(at: ["system_info", "target_disk", "rotational"]) { _ in rotational }
            return try Self.values(SoundReport.fio, try #require(json))[.limitedBy]
        }
        #expect(try limit(95, 1)?.value == .text("device") && limit(95, 1)?.note?.contains("95 %") == true)
        #expect(try limit(50, 0)?.note?.contains("proves little") == true)
        #expect(try limit(50, 1)?.note?.contains("proves little") == false)
    }

    @Test
    func `what limits is unknown where the device was not watched and the processor is not at its limit`()
        throws
    {
        let path = ["data", SoundReport.fio, SoundReport.filesystem, "monitoring", "iostat", "series"]
        let json = SoundReport.json.changed(at: path) { series in
            .object((series.members ?? []).filter { !$0.key.hasPrefix("vdb_") })
        }
        let limit = try Self.values(SoundReport.fio, try #require(json))[.limitedBy]
        #expect(limit?.value == .unknown("iostat recorded no device"))
    }

    @Test func `too short series leave values unknown, with the reason`() throws {
        let path = ["data", SoundReport.fio, SoundReport.filesystem, "monitoring", "iostat", "series"]
        let json = SoundReport.json.changed(at: path) { series in
            .object(
                (series.members ?? []).map {
                    .init($0.key, .array(Array(($0.value.elements ?? []).prefix(4))))
                })
        }
        let values = try Self.values(SoundReport.fio, try #require(json))
        #expect(values[.cpuPerOperation] == nil)
        #expect(values[.processorUse]?.value == .unknown("only 2 busy samples, and 5 are needed"))
        #expect(values[.stallShare]?.value == .unknown("only 2 busy samples, and 5 are needed"))
    }

    @Test(
        arguments: [
            (0.012345, "0.01235"), (98.7654, "98.77"), (236_123.4, "236100"), (0, "0"), (-2.5, "-2.5"),
            (1e300, "1e+300"),
        ] as [(Double, String)])
    func `numbers in sentences have four digits`(_ number: Double, _ text: String) {
        #expect(Figures.short(number) == text)
    }

    @Test func `numbers at the ends of a Double have a text too`() {
        for number in [Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.leastNormalMagnitude] {
            #expect(Double(Figures.short(number)) != nil)
        }
    }

    @Test(arguments: [SoundReport.fio, SoundReport.pgbench, SoundReport.wrk, SoundReport.sysbench])
    func `a value has the unit that its name has for the tool`(benchmark: String) throws {
        let values = try Self.values(benchmark)
        #expect(values.count > 15)
        for (name, value) in values {
            #expect(value.unit == name.unit(of: BenchmarkKind(benchmark: benchmark)), "\(name)")
        }
    }
}
