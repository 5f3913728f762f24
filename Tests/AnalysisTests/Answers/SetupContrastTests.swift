import Testing

@testable import Analysis
@testable import Model

@Suite struct `The setups of several sides` {
    private let ext4 = CellName(benchmark: "fio-a", filesystem: "ext4")
    private let xfs = CellName(benchmark: "fio-a", filesystem: "xfs")

    /// A contrast of the cells of runs, the first of them the baseline.
    private func contrast(_ runs: [SampleRun]) throws -> SetupContrast {
        let library = MemoryLibrary(runs)
        let measured = try runs.map { run in
            var query = RunQuery()
            query.ids = [run.id]
            return try #require(library.measured(query, .compared).runs.first)
        }
        return try Answers(library).setupContrast(runs.map { ComparedItem(run: $0.id) }, measured)
    }

    private func runs(_ changes: [(inout SampleRun) -> Void]) throws -> [SampleRun] {
        try changes.enumerated().map { number, change in
            try SampleRun(number + 1, ["ext4": 1, "xfs": 2]).with(change)
        }
    }

    @Test func `are named with the value of each side, and the baseline's where a side does not differ`()
        throws
    {
        let found = try contrast(
            runs([
                { _ in }, { $0.facts["kernel_version"] = "6.8" }, { $0.facts["target_disk.size"] = "2 TB" },
                { $0.facts["kernel_version"] = "6.9" },
            ]))
        #expect(found.differences.map(\.difference.name) == ["kernel_version", "target_disk.size"])
        #expect(
            found.differences.map(\.values) == [
                ["6.1", "6.8", "6.1", "6.9"], ["1 TB", "1 TB", "2 TB", "1 TB"],
            ])
        #expect(found.differences.allSatisfy { $0.concerns == [ext4, xfs] })
        #expect(found.likeForLike == .no)
    }

    @Test func `have facts first, then settings, vars and what breaks nothing`() throws {
        let found = try contrast(
            runs([
                { $0.cells[0].table["iodepth"] = 4 },
                {
                    $0.cells[0].table["iodepth"] = 8
                    $0.options = "data=journal"
                    $0.facts["os_distro"] = "Debian 14"
                    $0.facts["uname"] = "x"
                },
            ]))
        #expect(found.differences.map(\.difference.kind) == [.fact, .setting, .var, .also])
        #expect(found.differences.map(\.concerns) == [[ext4, xfs], [ext4], [ext4], [ext4, xfs]])
        #expect(found.differences.last?.values == [nil, "x"])
    }

    @Test func `have first what concerns more cells`() throws {
        let settings = [["iodepth": 4.0, "bs": 4], ["iodepth": 8, "bs": 8]]
        let found = try contrast(
            settings.enumerated().map { number, settings in
                try SampleRun(number + 1, ["ext4": 1, "xfs": 2]).with { run in
                    run.cells[0].table = settings
                    run.cells[1].table["iodepth"] = settings["iodepth"]
                }
            })
        #expect(found.differences.map(\.difference.name) == ["iodepth", "bs"])
        #expect(found.differences.map(\.concerns.count) == [2, 1])
    }

    @Test func `have one order where only their values differ`() throws {
        let found = try contrast(
            (0...1).map { number in
                try SampleRun(number + 1, ["ext4": 1, "xfs": 2, "btrfs": 3, "zfs": 4]).with { run in
                    for place in run.cells.indices {
                        run.cells[place].table["iodepth"] = Double(10 * place + number + 1)
                    }
                }
            })
        #expect(found.differences.map(\.values.first) == ["1", "11", "21", "31"])
    }

    @Test func `are compared in the cells that a side has`() throws {
        let found = try contrast(
            runs([{ _ in }, { $0.cells.removeFirst() }, { $0.cells.removeAll() }]))
        #expect(found.comparisons[ext4]?.map { $0 == nil } == [true, true])
        #expect(found.comparisons[xfs]?.map { $0 == nil } == [false, true])
        #expect(found.likeForLike == .yes && found.differences.isEmpty)
    }

    @Test func `say once what is not known`() throws {
        let found = try contrast(
            runs([{ _ in }, { $0.options = nil }, { ($0.options, $0.facts["cpu_model"]) = (nil, nil) }]))
        #expect(found.likeForLike == .asFarAsKnown)
        #expect(found.unknowns == ["the config archive", "cpu_model"])
    }

    @Test func `are nothing without cells`() throws {
        let found = try contrast(runs([{ $0.cells = [] }, { _ in }]))
        #expect(found.comparisons.isEmpty && found.differences.isEmpty && found.likeForLike == .asFarAsKnown)
    }
}
