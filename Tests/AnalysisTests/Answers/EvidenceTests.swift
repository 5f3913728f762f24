import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `What answers rest on` {
    private func evidence(_ runs: [SampleRun], asOf: Timestamp? = nil) throws -> Evidence {
        let library = MemoryLibrary(runs)
        var query = RunQuery()
        query.limit = 500
        return try Evidence(library.measured(query, .compared).runs, in: library, asOf: asOf)
    }

    private func reader(_ library: MemoryLibrary, asOf minute: Int) -> EvidenceReader {
        EvidenceReader(
            library: library, asOf: Timestamp(milliseconds: Int64(minute) * 60_000), kept: EvidenceCache())
    }

    private let xfs = CellName(benchmark: "fio-a", filesystem: "xfs")
    private let ext4 = CellName(benchmark: "fio-a", filesystem: "ext4")

    @Test func `has each run once, in the order of filing`() throws {
        let runs = try Samples.twoKernels()
        let library = MemoryLibrary(runs)
        let measured = library.measured(RunQuery(), .compared).runs
        let evidence = try Evidence(measured + measured, in: library, asOf: nil)
        #expect(evidence.runs.map(\.id) == runs.map(\.id))
        #expect(evidence.run(runs[2].id)?.measurements.map(\.value) == [98, 198])
        #expect(try evidence.run(run(99)) == nil)
    }

    @Test func `gives the cells of repeats one setup`() throws {
        let runs = try Samples.twoKernels()
        let journal = try SampleRun(20, ["ext4": 1, "xfs": 2]).with { $0.options = "data=journal" }
        let evident = try evidence(runs + [journal]).runs
        #expect(Set(evident[..<4].map { $0.setup(of: ext4) }).count == 1)
        #expect(Set(evident.map { $0.setup(of: ext4) }).count == 3)
        // The option is of ext4 alone.
        let ofXFS = evident.map { $0.setup(of: xfs) }
        #expect(ofXFS[8] == ofXFS[0] && ofXFS[4] != ofXFS[0])
    }

    @Test func `gives each cell of a run without a rig a setup of its own`() throws {
        let runs = try (1...2).map { try SampleRun($0, ["ext4": 1, "xfs": 2]).with { $0.rig = nil } }
        let evidence = try evidence(runs)
        #expect(Set(evidence.runs.flatMap { $0.setups.map(\.setup) }).count == 4)
        #expect(evidence.noise.index.order.isEmpty)
    }

    @Test func `keeps the oldest cell of each setup`() throws {
        var runs = try Samples.twoKernels()
        // Little enough to be the same setup.
        runs[1].facts["ram_gb"] = "16.1"
        let evidence = try evidence(runs)
        let setups = Set(evidence.runs.flatMap { $0.setups.map(\.setup) })
        #expect(Set(evidence.oldest.keys) == setups)
        let old = try #require(evidence.runs.first?.setup(of: ext4))
        #expect(evidence.setup(old)?.facts.texts["ram_gb"] == "16")
        #expect(evidence.setup(old)?.name == ext4)
    }

    @Test func `learns nothing from runs that were filed later`() throws {
        let runs = try Samples.twoKernels()
        let asOf = runs[2].filed
        let noise = try evidence(runs, asOf: asOf).noise
        #expect(noise.index.order.flatMap { noise.index.groups[$0] ?? [] }.allSatisfy { $0.filed <= asOf })
        #expect(try noise.noise(of: .usual) == evidence(Array(runs[..<3])).noise.noise(of: .usual))
    }

    @Test func `says how many cells of the runs that are asked about it leaves out`() throws {
        let cells = (0..<2_010).map { SampleCell(filesystem: "fs\($0)", plot: ["write_iops": 1]) }
        let library = MemoryLibrary([try SampleRun(1, cells), try SampleRun(2, ["ext4": 1])])
        let one = try reader(library, asOf: 2).runs([run(1)])
        #expect(one.omittedCells == 10 && one.runs.map(\.cells.count) == [2_000])
        let both = try reader(library, asOf: 2).runs([run(2), run(99), run(1)])
        #expect(both.omittedCells == 1_344 && both.runs.map(\.cells.count) == [1, 666])
    }

    @Test func `of a run that is older than the newest has the runs before it`() throws {
        let newer = try (1_000..<1_120).map { try SampleRun($0, ["ext4": Double($0)]) }
        let library = MemoryLibrary(try Samples.twoKernels() + newer)
        let reader = reader(library, asOf: 2_000)
        let asked = try reader.runs([run(4)]).runs
        let known = try reader.evidence(of: asked)
        #expect(try (1...4).allSatisfy { try known.run(run($0)) != nil })
        #expect(try known.run(run(11)) == nil && known.run(run(1_119)) != nil)
        #expect(try known.run(run(1_019)) == nil && known.run(run(1_020)) != nil)
    }

    @Test func `passes over a run of more cells than are looked at`() throws {
        let cells = (0...Evidence.Limits.cells).map { number in
            SampleCell(filesystem: "fs\(number)", plot: ["write_iops": 1])
        }
        let library = MemoryLibrary(try Samples.twoKernels() + [SampleRun(20, cells)])
        let reader = reader(library, asOf: 100)
        let known = try reader.evidence(of: reader.runs([run(1)]).runs)
        #expect(known.runs.allSatisfy { $0.setups.count == 2 } && known.runs.count == 8)
    }
}

extension EvidentRun {
    fileprivate func setup(of cell: CellName) -> SetupID? { setups.first { $0.cell == cell }?.setup }
}
