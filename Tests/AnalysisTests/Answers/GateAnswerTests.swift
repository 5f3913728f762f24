import JSON
import Testing

@testable import Analysis
@testable import Model

@Suite struct `The answer of the gate` {
    private func answer(
        _ runs: [SampleRun], _ numbers: [Int] = [1, 11],
        _ change: (inout ComparisonQuestion) -> Void = { _ in }
    ) throws -> GateAnswer {
        try #require(try Answers(runs).gate(numbers, change))
    }

    private func names(_ json: JSONValue, _ member: String) -> [String] {
        (json[member]?.elements ?? []).compactMap { $0["filesystem"]?.string }
    }

    @Test func `fails where a cell is worse, and names it`() throws {
        let answer = try answer(Samples.twoKernels()) { $0.margin = 0.9 }
        #expect(answer.json["outcome"] == "fails" && answer.gate.outcome.rawValue == 1)
        #expect(names(answer.json, "worse") == ["ext4"] && answer.json["passing_margin"] == .null)
    }

    @Test func `fails where a cell failed, and names it`() throws {
        var runs = try Samples.twoKernels()
        runs[4].cells[1].plot["write_iops"] = 0
        let answer = try answer(runs)
        #expect(answer.json["outcome"] == "fails" && names(answer.json, "failed") == ["xfs"])
    }

    @Test func `passes within the margin`() throws {
        let runs = try Samples.twoKernels().map { run in run.with { $0.cells.removeFirst() } }
        let answer = try answer(runs) { ($0.withRepeats, $0.margin) = (true, 0.1) }
        #expect(answer.json["outcome"] == "passes" && answer.gate.outcome.rawValue == 0)
        #expect(answer.json["margin"] == .double(0.1) && names(answer.json, "untold").isEmpty)
        let margin = try #require(answer.gate.passingMargin)
        #expect(margin < 0.1)
        let strict = try self.answer(runs) { ($0.withRepeats, $0.margin) = (true, margin / 2) }
        #expect(strict.json["outcome"] == "cannot_tell" && strict.gate.outcome.rawValue == 3)
    }

    @Test func `cannot tell where noise could hide a loss, and says how many repeats would`() throws {
        let runs = try Samples.twoKernels().map { run in run.with { $0.cells.removeFirst() } }
        let answer = try answer(runs) { $0.margin = 0.001 }
        let untold = try #require(answer.json["untold"]?.elements?.first)
        #expect(answer.json["outcome"] == "cannot_tell")
        #expect(untold["reason"] == "noise" && untold["filesystem"] == "xfs")
        #expect(untold["repeats_needed"] != .null)
    }

    @Test func `cannot tell without noise, a value, or a cell in common`() throws {
        let (one, other) = (try SampleRun(1, ["ext4": 1]), try SampleRun(2, ["ext4": 2]).with(kernel: "6.8"))
        let third = try SampleRun(3, ["xfs": 2]).with(kernel: "6.8")
        for (runs, numbers, reasons) in [
            ([one, other], [1, 2], ["no_noise"]), ([one, third], [1, 3], ["missing"]),
            ([one.with { $0.cells = [] }, other], [1, 2], ["nothing"]),
        ] {
            let answer = try answer(runs, numbers)
            #expect(answer.json["outcome"] == "cannot_tell")
            #expect(answer.json["untold"]?.elements?.map { $0["reason"]?.string } == reasons)
            #expect(answer.json["passing_margin"] == .null)
        }
    }

    @Test(arguments: [(100.5, Gate.Outcome.passes), (60, .fails)])
    func `judges a repeat by what the other runs of its setup let expect`(
        value: Double, outcome: Gate.Outcome
    ) throws {
        let runs = try Samples.twoKernels().map { run in run.with { $0.cells.removeLast() } }
        let repeated = try SampleRun(20, ["ext4": value])
        let answer = try answer(runs + [repeated], [1, 20]) { $0.margin = 0.1 }
        #expect(answer.gate.outcome == outcome)
        #expect(answer.comparison.json["same_setup"] == true)
    }

    @Test func `has the comparison that says why`() throws {
        let runs = try Samples.twoKernels()
        let comparison = try #require(try Answers(runs).compare([1, 11]))
        #expect(try answer(runs).comparison.json == comparison.json)
    }

    @Test func `is of two sides that are there`() throws {
        let answers = Answers(try Samples.twoKernels())
        #expect(try answers.gate([1, 2, 11]) == nil)
        #expect(try answers.gate([1, 99]) == nil)
    }

    @Test(arguments: [
        (
            Gate.Reason.noise(.count(1)),
            "noise could hide a loss; 1 run a side would tell if the values stay as they are"
        ),
        (
            .noise(.count(7)),
            "noise could hide a loss; 7 runs a side would tell if the values stay as they are"
        ),
        (.noise(.moreThan(100)), "noise could hide a loss; it would take more than 100 runs a side"),
        (.noise(nil), "noise could hide a loss"),
        (.noNoise, "its noise is not known"),
        (.missing, "the candidate lacks it"), (.nothing, "the runs have no main metric in common"),
    ])
    func `says in words why it cannot tell`(reason: Gate.Reason, text: String) {
        #expect(reason.text == text)
    }
}
