import JSON
import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `The answer to a plan` {
    private func answer(
        _ runs: [SampleRun], _ change: (inout PlanQuestion) -> Void = { _ in }
    ) throws -> PlanAnswer? {
        var question = PlanQuestion(benchmark: "fio-a")
        change(&question)
        return try Answers(runs).plan(question)
    }

    /// Three filesystems, each of which takes a minute for an iteration.
    private func runs() throws -> [SampleRun] {
        try [(100.0, 200.0, 300.0), (102, 201, 303), (99, 203, 301), (101, 198, 298)].enumerated().map {
            number, values in
            let all = ["btrfs": values.0, "ext4": values.1, "xfs": values.2]
            return try SampleRun(number + 1, all).with { run in
                for place in run.cells.indices { run.cells[place].plot["write_bw_bytes"] = 40_960_000 / 60 }
            }
        }
    }

    @Test func `is of all filesystems of the newest run, or of those that are asked for`() throws {
        let all = try #require(try answer(runs()))
        #expect(
            all.filesystems == ["btrfs", "ext4", "xfs"] && all.metrics == ["write_iops"] && all.rig == "rig")
        let two = try #require(try answer(runs()) { $0.filesystems = ["xfs", "ext4"] })
        #expect(two.filesystems == ["ext4", "xfs"])
        #expect(Set(two.plan.order) == ["ext4", "xfs"])
    }

    @Test func `has repeats, their order, and the minutes of all their iterations`() throws {
        for iterations in [nil, 3] as [Int?] {
            let runs = try runs().map { run in
                run.with { for place in $0.cells.indices { $0.cells[place].iterations = iterations } }
            }
            let answer = try #require(try answer(runs) { $0.difference = 0.1 })
            guard case .count(let repeats) = answer.plan.repeats else {
                Issue.record("no repeats")
                return
            }
            #expect(answer.plan.order.count == 3 * repeats)
            #expect(isClose(answer.plan.minutes, Double(3 * repeats * (iterations ?? 1)), within: 1e-9))
            #expect(answer.json["repeats"] == .integer(repeats) && answer.json["minutes"] != .null)
        }
    }

    @Test func `asks more for a smaller difference`() throws {
        let repeats = try [0.2, 0.02].map { difference -> Int in
            let answer = try #require(try answer(runs()) { $0.difference = difference })
            guard case .count(let count) = answer.plan.repeats else { return .max }
            return count
        }
        #expect(repeats[0] < repeats[1])
    }

    @Test func `has no repeats without noise`() throws {
        let answer = try #require(try answer(Array(runs().prefix(1))))
        let plan = answer.plan
        #expect(plan.repeats == nil && plan.order.isEmpty && plan.minutes == nil && plan.noise == nil)
        #expect(answer.json["repeats"] == .null && answer.json["noise"] == .null)
    }

    @Test func `learns nothing from an excluded run, or from one that was filed later`() throws {
        let odd = try SampleRun(20, ["btrfs": 900, "ext4": 1, "xfs": 5]).with { $0.isExcluded = true }
        let plan = try #require(try answer(runs())).plan
        #expect(try #require(try answer(runs() + [odd])).plan.noise == plan.noise)
        let later = odd.with { $0.isExcluded = false }
        let asOf = Timestamp(milliseconds: 4 * 60_000)
        #expect(try #require(try answer(runs() + [later]) { $0.asOf = asOf }).plan == plan)
        #expect(try #require(try answer(runs() + [later])).plan.noise != plan.noise)
    }

    @Test func `is none without two filesystems of a benchmark on the rig`() throws {
        #expect(try answer([]) == nil)
        #expect(try answer(runs()) { $0.filesystems = ["ext4", "zfs"] } == nil)
        #expect(try answer(runs()) { $0.rig = "other" } == nil)
        #expect(try Answers(runs()).plan(PlanQuestion(benchmark: "fio-b")) == nil)
    }
}
