import Testing

@testable import Analysis
@testable import Model

@Suite struct `Past changes of a setup` {
    private func past(_ runs: [SampleRun], without numbers: [Int] = []) throws -> [PastComparison] {
        let library = MemoryLibrary(runs)
        var query = RunQuery()
        query.limit = 500
        let evidence = try Evidence(library.measured(query, .compared).runs, in: library, asOf: nil)
        return PastContrasts(evidence: evidence).past(
            of: .usual, without: Set(try numbers.map { try run($0) }))
    }

    @Test func `compare each setup with the one before it on the rig`() throws {
        let third = try (21...23).map {
            try SampleRun($0, ["ext4": 50 + Double($0 % 5) / 10]).with(kernel: "6.8").with {
                $0.options = "data=journal"
            }
        }
        let other = try SampleRun(15, ["ext4": 7]).with { ($0.rig, $0.options) = ("other", "ro") }
        let found = try past(Samples.twoKernels() + third + [other])
        let opts = "filesystems / ext4 / opts"
        #expect(found.map(\.differing) == [["kernel_version"], [opts]])
        #expect(found.map(\.isMoved) == [true, false])
        #expect(found.map { ($0.ratio * 100).rounded() } == [50, 100])
        #expect(found.allSatisfy { $0.filesystem == "ext4" && $0.metric == "write_iops" })
    }

    @Test func `leave out the runs that are compared`() throws {
        let runs = try Samples.twoKernels()
        #expect(try past(runs, without: [1, 11]).count == 1)
        #expect(try past(runs, without: [11, 12, 13, 14]).isEmpty)
        #expect(try past(runs, without: [1, 2, 3, 4]).isEmpty)
    }

    @Test func `are none where no noise is known`() throws {
        let runs = try Samples.twoKernels()
        #expect(
            try past([runs[0].with { $0.cells.removeLast() }, runs[4].with { $0.cells.removeLast() }]).isEmpty
        )
    }

    @Test func `are the newest ten`() throws {
        let runs = try (0..<30).map { number in
            let value = 100 + Double(number) / 2
            return try SampleRun(number + 1, ["ext4": value]).with(kernel: "6.\(number / 2)")
        }
        let found = try past(runs)
        #expect(found.count == 10)
        #expect(found.last.map { ($0.ratio * 1_000).rounded() } == (114.25 / 113.25 * 1_000).rounded())
    }
}
