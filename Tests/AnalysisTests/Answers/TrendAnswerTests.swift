import JSON
import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `The answer to a trend` {
    private func answer(
        _ runs: [SampleRun], _ change: (inout TrendQuestion) -> Void = { _ in }
    ) throws -> TrendAnswer? {
        var question = TrendQuestion(benchmark: "fio-a", filesystem: "ext4")
        change(&question)
        return try Answers(runs).trend(question)
    }

    @Test func `has the first main metric, in the order of filing, and names what changed`() throws {
        let answer = try #require(try answer(Samples.twoKernels().reversed()))
        #expect(answer.metric == "write_iops" && answer.rig == "rig" && answer.direction == .higher)
        #expect(answer.trend.points.map(\.measurement.value) == [100, 102, 98, 101, 50, 51, 49, 50.5])
        #expect(answer.trend.steps.map(\.kind) == [.setup] && answer.trend.steps.map(\.verdict) == [.worse])
        #expect(answer.changes.map { $0.map(\.name) } == [["kernel_version"]])
        let step = try #require(answer.json(Links())["steps"]?.elements?.first)
        #expect(step["differences"]?.elements?.first?["values"] == ["6.1", "6.8"])
        #expect(!answer.hasOlderRuns)
    }

    @Test func `names no change where nothing that is known changed`() throws {
        let quiet = [100.0, 101, 99, 100.5, 99.5, 100.2, 101.3, 98.8]
        let values = quiet + quiet.map { $0 * 0.8 + 0.01 }
        let runs = try values.enumerated().map { try SampleRun($0 + 1, ["ext4": $1]) }
        let answer = try #require(try answer(runs))
        #expect(answer.trend.steps.map(\.kind) == [.unexplained] && answer.changes == [[]])
    }

    @Test func `is of the rig of the newest run, or of another that is asked for`() throws {
        let other = try SampleRun(20, ["ext4": 7]).with { $0.rig = "other" }
        let runs = try Samples.twoKernels() + [other]
        #expect(try answer(runs)?.trend.points.map(\.measurement.value) == [7])
        #expect(try answer(runs) { $0.rig = "rig" }?.trend.points.count == 8)
        let alone = try answer(runs.map { run in run.with { $0.rig = nil } })
        #expect(alone?.rig == nil && alone?.trend.points.map(\.measurement.value) == [7])
    }

    @Test func `shows an excluded run in no segment`() throws {
        var runs = try Samples.twoKernels()
        runs[1].isExcluded = true
        let answer = try #require(try answer(runs))
        #expect(answer.trend.points.map(\.segment) == [0, nil, 0, 0, 1, 1, 1, 1])
        #expect(answer.json(Links())["points"]?.elements?[1]["excluded"] == true)
        #expect(answer.trend.segments.map(\.count) == [3, 4])
    }

    @Test func `ends at its time`() throws {
        let answer = try #require(
            try answer(Samples.twoKernels()) { $0.asOf = Timestamp(milliseconds: 11 * 60_000) })
        #expect(answer.trend.points.count == 5 && answer.asOf.milliseconds == 11 * 60_000)
    }

    @Test func `is none where no run has the cell, or the benchmark no such metric`() throws {
        let runs = try Samples.twoKernels()
        #expect(try answer([]) == nil)
        #expect(try answer(runs) { $0.metric = "tps" } == nil)
        #expect(try answer(runs) { $0.rig = "other" } == nil)
        #expect(try Answers(runs).trend(TrendQuestion(benchmark: "fio-a", filesystem: "zfs")) == nil)
        #expect(try Answers(runs).trend(TrendQuestion(benchmark: "fio-b", filesystem: "ext4")) == nil)
    }

    @Test func `says that there are older runs`() throws {
        let runs = try (0...Evidence.Limits.trendRuns).map { number in
            try SampleRun(number, ["ext4": 100 + Double(number * 7 % 11)])
        }
        let all = try #require(try answer(Array(runs.dropFirst())))
        #expect(all.trend.points.count == 1_000 && !all.hasOlderRuns)
        let answer = try #require(try answer(runs))
        #expect(answer.hasOlderRuns && answer.trend.points.count == 1_000)
        #expect(answer.trend.points.first?.measurement.run == runs[1].id)
    }
}
