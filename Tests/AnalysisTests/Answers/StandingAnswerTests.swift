import JSON
import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `The answer to how a run stands` {
    private func answer(
        _ runs: [SampleRun], _ number: Int, against filesystem: String? = nil, asOf minute: Int? = nil
    ) throws -> StandingAnswer? {
        try Answers(runs).standing(
            of: run(number), against: filesystem,
            asOf: minute.map { Timestamp(milliseconds: Int64($0) * 60_000) })
    }

    @Test func `ranks its filesystems and compares them with the first`() throws {
        let answer = try #require(try answer(Samples.twoKernels(), 1))
        #expect(answer.rankings.map(\.groups) == [[["xfs"], ["ext4"]]])
        #expect(answer.baseline == "ext4" && answer.comparison.items.map(\.filesystem) == ["ext4", "xfs"])
        #expect(answer.comparison.cells.first?.against.last??.verdict == .better)
        let other = try #require(try self.answer(Samples.twoKernels(), 1, against: "xfs"))
        #expect(other.comparison.items.map(\.filesystem) == ["xfs", "ext4"])
        #expect(other.comparison.cells.first?.against.last??.verdict == .worse)
    }

    @Test func `has the intervals that its charts draw, of main metrics alone`() throws {
        let runs = try Samples.twoKernels()
        let answer = try #require(try answer(runs, 1))
        let certainty = try #require(try Answers(runs).certainty(of: run(1)))
        #expect(answer.uncertainties.map(\.name.filesystem) == ["ext4", "xfs"])
        for uncertainty in answer.uncertainties {
            let cell = CellName(
                benchmark: uncertainty.name.benchmark,
                filesystem: try #require(uncertainty.name.filesystem))
            #expect(certainty[cell, uncertainty.name.metric] == uncertainty)
        }
        let lone = try #require(try self.answer([SampleRun(1, ["ext4": 100])], 1))
        #expect(lone.uncertainties.isEmpty)
    }

    @Test func `is none of a run or a filesystem that is not there`() throws {
        #expect(try answer(Samples.twoKernels(), 99) == nil)
        #expect(try answer(Samples.twoKernels(), 1, against: "zfs") == nil)
        let empty = try #require(try answer([SampleRun(1, [SampleCell]())], 1))
        #expect(empty.baseline == nil && empty.rankings.isEmpty && empty.comparison.cells.isEmpty)
    }

    @Test func `gives no rank to what failed or counted errors`() throws {
        var runs = try Samples.twoKernels()
        runs[0].cells[0].plot["write_iops"] = 0
        runs[1].cells[1].hasErrors = true
        let failed = try #require(try answer(runs, 1)?.rankings.first)
        #expect(failed.failed == ["ext4"] && failed.groups == [["xfs"]])
        let broken = try #require(try answer(runs, 2)?.rankings.first)
        #expect(broken.unranked == ["xfs"] && broken.groups == [["ext4"]])
    }

    @Test func `lists the runs that repeat its cells, the newest first, and those of each other setup`()
        throws
    {
        let partly = try SampleRun(20, ["ext4": 90, "xfs": 202.5]).with { $0.options = "data=journal" }
        let answer = try #require(try answer(Samples.twoKernels() + [partly], 1))
        #expect(try answer.repeats.map(\.run) == [20, 4, 3, 2].map { try run($0) })
        #expect(
            answer.repeats.map { $0.cells.map(\.filesystem) } == [["xfs"]]
                + Array(repeating: ["ext4", "xfs"], count: 3))
        #expect(try answer.setups.map(\.run) == [20, 14].map { try run($0) })
        #expect(
            answer.setups.map { $0.differences.map(\.difference.name) } == [
                ["filesystems / ext4 / opts"], ["kernel_version"],
            ])
    }

    @Test func `lists no excluded run, none of another rig, and none that was filed later`() throws {
        var runs = try Samples.twoKernels()
        runs[2].isExcluded = true
        runs[3].rig = "other"
        let repeats = try #require(try answer(runs, 1)).repeats
        #expect(try repeats.map(\.run) == [run(2)])
        #expect(try #require(try answer(Samples.twoKernels(), 1, asOf: 2)).repeats.map(\.run) == [run(2)])
        #expect(try #require(try answer(Samples.twoKernels(), 1, asOf: 12)).setups.map(\.run) == [run(12)])
    }

    @Test func `says how many repeats and cells it leaves out`() throws {
        let many = try (1...60).map { try SampleRun($0, ["ext4": 100 + Double($0), "xfs": 7 + Double($0)]) }
        let listed = try #require(try answer(many, 60))
        #expect(listed.repeats.count == 50 && listed.omittedRepeatCount == 9)
        #expect(listed.json(Links())["repeats_hidden"] == 9)
        let cells = (0..<65).map { SampleCell(filesystem: "fs\($0)", plot: ["write_iops": 1]) }
        let wide = try #require(try answer([SampleRun(1, cells)], 1, against: "fs64"))
        #expect(wide.omittedCellCount == 5 && wide.comparison.items.count == 60)
        #expect(
            wide.comparison.items.first?.filesystem == "fs64" && wide.json(Links())["cells_left_out"] == 5)
    }

    @Test(
        arguments: [
            ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "other", Finding.Verdict.note),
            ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "1", .holds),
            ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "other", .holds),
            ("2026-01-01T00:00:00Z", nil, "other", .holds), (nil, nil, "other", .unknown),
        ] as [(String?, String?, String, Finding.Verdict)])
    func `notes facts that were collected for another run`(
        own: String?, other: String?, bytes: String, verdict: Finding.Verdict
    ) throws {
        let one = try SampleRun(1, ["ext4": 1]).with { $0.timestamp = own }
        let two = try SampleRun(2, ["ext4": 2]).with { ($0.timestamp, $0.bytes) = (other, bytes) }
        let finding = try #require(try answer([one, two], 1)).staleFacts
        #expect(finding.law == .staleFacts && finding.verdict == verdict)
        #expect(try finding.detail.contains("run \(run(2).description)") == (verdict == .note))
    }
}
