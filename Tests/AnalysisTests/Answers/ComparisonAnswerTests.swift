import JSON
import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `The answer to a comparison` {
    private func answer(
        _ runs: [SampleRun], _ numbers: [Int] = [1, 11],
        _ change: (inout ComparisonQuestion) -> Void = { _ in }
    ) throws -> ComparisonAnswer {
        try #require(try Answers(runs).compare(numbers, change))
    }

    @Test func `says what is worse, and names first what differs`() throws {
        let answer = try answer(Samples.twoKernels())
        #expect(answer.verdicts()["ext4"] == .worse)
        #expect(answer.likeForLike == .no && answer.unknowns.isEmpty)
        let kernel = try #require(answer.differences.first)
        #expect(kernel.difference.kind == .fact && kernel.difference.name == "kernel_version")
        #expect(kernel.values == ["6.1", "6.8"] && kernel.concerns.map(\.filesystem) == ["ext4", "xfs"])
        #expect(answer.reason("xfs")?.unlike == ["kernel_version"])
    }

    @Test(arguments: [
        ("benchmark", "fio-a", 4), ("benchmark", "none", 0), ("filesystem", "ext4", 2),
        ("metric", "write_iops", 2), ("verdict", "worse", 1), ("verdict", "failed", 0), ("main", "", 2),
    ])
    func `hides rows that a filter leaves out, and changes nothing else`(
        filter: String, value: String, count: Int
    ) throws {
        let runs = try Samples.twoKernels().map { run in
            run.with { $0.cells = $0.cells.map { cell in Self.withLatency(cell) } }
        }
        var shown = ShownCells()
        switch filter {
        case "benchmark": shown.benchmark = value
        case "filesystem": shown.filesystem = value
        case "metric": shown.metric = value
        case "verdict": shown.verdict = Verdict(rawValue: value)
        default: shown.mainOnly = true
        }
        let answer = try answer(runs)
        let (all, some) = (answer.json, answer.json(shown, Links()))
        let rows = try #require(some["cells"]?.elements)
        #expect(rows.count == count)
        let whole = try #require(all["cells"]?.elements)
        #expect(whole.count == 4 && rows.allSatisfy(whole.contains))
        for member in all.members ?? [] where member.key != "cells" {
            #expect(some[member.key] == member.value)
        }
        #expect(some["cells_total"] == 4)
    }

    private static func withLatency(_ cell: SampleCell) -> SampleCell {
        var cell = cell
        cell.plot["write_lat_ns_mean"] = 1e9 / (cell.plot["write_iops"] ?? 1)
        return cell
    }

    @Test func `has a family of the main metrics that all sides have`() throws {
        var runs = try Samples.twoKernels().map { run in
            run.with { $0.cells = $0.cells.map { cell in Self.withLatency(cell) } }
        }
        #expect(try answer(runs).comparison.familySize == 2)
        #expect(try answer(runs, [1, 11, 12]).comparison.familySize == 4)
        runs[4].cells.removeLast()
        #expect(try answer(runs).comparison.familySize == 1)
        runs[5].cells[0].plot["write_iops"] = 0
        #expect(try answer(runs, [1, 12]).comparison.familySize == 1)
    }

    @Test func `gives no verdict between repeats`() throws {
        let answer = try answer(Samples.twoKernels(), [1, 2])
        #expect(answer.verdicts().isEmpty && answer.comparison.familySize == 0)
        #expect(answer.likeForLike == .yes && answer.differences.isEmpty)
        #expect(answer.json["same_setup"] == true)
        #expect(try self.answer(Samples.twoKernels(), [1, 2, 11]).json["same_setup"] == false)
    }

    @Test func `is the same as of a time, whatever is filed later`() throws {
        let runs = try Samples.twoKernels()
        let asOf = try #require(runs.last).filed
        let later = try SampleRun(20, ["ext4": 900, "xfs": 1]).with(kernel: "6.8")
        let before = try answer(runs) { $0.withRepeats = true }
        #expect(before.asOf == asOf)
        let linked = try answer(runs + [later]) { ($0.withRepeats, $0.asOf) = (true, asOf) }
        #expect(linked.json == before.json)
        #expect(try answer(runs + [later]) { $0.withRepeats = true }.comparison != before.comparison)
    }

    @Test func `learns no noise from an excluded run, and says that it is excluded`() throws {
        let runs = try Samples.twoKernels()
        let odd = try SampleRun(5, ["ext4": 900, "xfs": 1]).with { ($0.isExcluded, $0.label) = (true, "hot") }
        let with = try answer(runs + [odd]) { $0.withRepeats = true }
        #expect(try with.comparison == answer(runs) { $0.withRepeats = true }.comparison)
        let itself = try answer(runs + [odd], [5, 11])
        #expect(itself.sides.map(\.isExcluded) == [true, false] && itself.sides.first?.label == "hot")
        #expect(itself.verdicts()["ext4"] == .worse)
    }

    @Test func `counts a copy once and names it`() throws {
        let runs = try Samples.twoKernels()
        let copy = try SampleRun(15, ["ext4": 50.5, "xfs": 200.5]).with(kernel: "6.8")
        let answer = try answer(runs + [copy]) { $0.withRepeats = true }
        #expect(answer.comparison.copies.map(\.run) == [copy.id])
        #expect(try answer.comparison.copies.map(\.original) == [run(14)])
        let without = try self.answer(runs) { $0.withRepeats = true }
        #expect(answer.comparison.cells == without.comparison.cells)
    }

    @Test func `calls a main metric of 0 failed`() throws {
        var runs = try Samples.twoKernels()
        runs[4].cells[0].plot["write_iops"] = 0
        let answer = try answer(runs)
        #expect(answer.verdicts()["ext4"] == .failed && answer.comparison.familySize == 1)
        #expect(answer.reason("ext4")?.explanations.map(\.difference.name) == ["kernel_version"])
        let cell = try #require(answer.json["cells"]?.elements?.first?["against"]?.elements?.last)
        #expect(cell["ratio"] == .null && cell["interval"] == .null)
    }

    @Test func `explains only what is decided`() throws {
        let answer = try answer(Samples.twoKernels())
        #expect(answer.reason("ext4")?.explanations.map(\.difference.name) == ["kernel_version"])
        #expect(answer.verdicts()["xfs"] == .undecided && answer.reason("xfs")?.explanations == [])
    }

    @Test func `takes its evidence from other comparisons, never from the runs themselves`() throws {
        let pair = try [Samples.twoKernels()[0], Samples.twoKernels()[4]]
        let others: [(Double, Double)] = [(100, 300), (102, 303), (99, 301), (101, 298), (103, 299)]
        let quiet = try others.enumerated().map { try SampleRun(30 + $0, ["fs0": $1.0, "fs1": $1.1]) }
        let alone = try answer(pair + quiet)
        #expect(alone.verdicts()["ext4"] == .worse)
        let text = try #require(alone.reason("ext4")?.explanations.first?.evidence)
        #expect(text.contains("it has not differed in another comparison"))
        let known = try answer(Samples.twoKernels())
        let evidence = try #require(known.reason("ext4")?.explanations.first?.evidence)
        #expect(evidence.contains("write_iops moved in 1 of 1 other comparison"))
    }

    @Test(arguments: [0.5, 0.8, 0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1, 1.3], [false, true])
    func `never becomes undecided by a later repeat that agrees`(ratio: Double, withRepeats: Bool) throws {
        let runs = try Samples.twoKernels().map { run in
            run.with {
                if $0.facts["kernel_version"] == "6.8" { $0.cells[0].plot["write_iops"]? *= 2 * ratio }
            }
        }
        let before = try answer(runs) { $0.withRepeats = withRepeats }
        // A repeat that agrees lies at the mean of its side.
        let means = try answer(runs) { $0.withRepeats = true }.comparison.cells.map { $0.sides[1]?.value }
        let repeated = try SampleRun(
            20, ["ext4": try #require(means[0]), "xfs": try #require(means[1])]
        ).with(kernel: "6.8")
        let after = try answer(runs + [repeated]) { $0.withRepeats = withRepeats }
        for (filesystem, verdict) in before.verdicts() where verdict != .undecided {
            #expect(after.verdicts()[filesystem] == verdict)
        }
    }

    @Test func `says how many cells it leaves out`() throws {
        let cells = (0..<1_005).map { number in
            SampleCell(
                benchmark: "b\(number / 5)", filesystem: "fs\(number % 5)",
                plot: ["write_iops": 100 + Double(number)])
        }
        let answer = try answer([try SampleRun(1, cells), try SampleRun(2, cells)], [1, 2])
        #expect(answer.omittedCellCount == 10 && answer.json["cells_left_out"] == 10)
        #expect(answer.comparison.cells.count == 1_000)
    }

    @Test func `names what a side does not say`() throws {
        let runs = try Samples.twoKernels()
        let bare = try SampleRun(20, ["ext4": 99]).with { ($0.options, $0.facts["cpu_model"]) = (nil, nil) }
        let answer = try answer(runs + [bare], [1, 20])
        #expect(answer.likeForLike == .asFarAsKnown)
        #expect(answer.unknowns == ["cpu_model", "the config archive"])
    }

    @Test func `is none where a run is not there`() throws {
        #expect(try Answers(Samples.twoKernels()).compare([1, 99]) == nil)
        #expect(try Answers([]).compare([1, 2]) == nil)
    }
}
