import Glibc
import Testing

@testable import Analysis
@testable import Model

@Suite struct `The plan of an experiment` {
    private let ext4 = CellKey.usual
    private let xfs = CellKey(rig: "rig", benchmark: "fio-a", filesystem: "xfs", metric: "write_iops")

    private func comparer(spread: Double = 0.02) throws -> Comparer {
        let all = try (0..<6).flatMap { number in
            let wave = Double(number * 7 % 5 - 2)
            return [
                try measurement(number, 100),
                try measurement(number, 100 * (1 + spread * wave), filesystem: "xfs"),
            ]
        }
        return Comparer(noise: NoiseModel(all))
    }

    @Test func `has enough repeats to find the difference four times in five`() throws {
        let plan = try #require(try comparer().plan([ext4, xfs], difference: 0.05, seconds: [:]))
        let noise = try #require(plan.noise)
        guard case .count(let repeats) = plan.repeats else {
            Issue.record("no repeats")
            return
        }
        func change(_ count: Int) throws -> Double {
            let t = try #require(StudentT(degreesOfFreedom: noise.degreesOfFreedom))
            let tails = count == 1 ? 0.025 : 0.05
            let quantiles = try #require(t.critical(tails: tails)) + #require(t.quantile(0.8))
            return expm1(quantiles * noise.deviation / Double(count).squareRoot())
        }
        #expect(repeats > 1)
        #expect(try change(repeats) <= 0.05 && change(repeats - 1) > 0.05)
    }

    @Test func `turns every second round and adds up the minutes`() throws {
        let plan = try #require(
            try comparer(spread: 0.004).plan(
                [ext4, xfs], difference: 0.05, seconds: ["ext4": 60, "xfs": 120]))
        guard case .count(let repeats) = plan.repeats else {
            Issue.record("no repeats")
            return
        }
        #expect(
            Array(plan.order.prefix(4)) == ["ext4", "xfs", "xfs", "ext4"].prefix(2 * repeats).map(\.self))
        #expect(plan.order.count == 2 * repeats && plan.minutes == 3 * Double(repeats))
    }

    @Test func `has no minutes where the time of a filesystem is not known`() throws {
        let plan = try #require(try comparer().plan([ext4, xfs], difference: 0.05, seconds: ["ext4": 60]))
        #expect(plan.minutes == nil && !plan.order.isEmpty)
    }

    @Test func `asks more of more filesystems`() {
        let noise = Noise(own: VariancePool(sumOfSquares: 0.01, degreesOfFreedom: 10, of: []), wider: [])
        let known = noise.map { [$0] } ?? []
        guard case .count(let few) = ExperimentPlan.repeats(known, alpha: 0.05, difference: 0.03),
            case .count(let many) = ExperimentPlan.repeats(known, alpha: 0.05 / 10, difference: 0.03)
        else {
            Issue.record("no repeats")
            return
        }
        #expect(many > few)
    }

    @Test func `says that a small difference needs too many`() throws {
        let plan = try #require(
            try comparer().plan([ext4, xfs], difference: 1e-6, seconds: ["ext4": 1, "xfs": 1]))
        #expect(plan.repeats == .moreThan(100) && plan.order.isEmpty && plan.minutes == nil)
    }

    @Test func `has nothing without noise`() throws {
        let plan = try #require(
            Comparer(noise: NoiseModel([])).plan([ext4, xfs], difference: 0.05, seconds: [:]))
        #expect(
            plan
                == ExperimentPlan(repeats: nil, order: [], minutes: nil, noise: nil, testCount: 1))
    }

    @Test(arguments: [0, -0.1, .nan, .infinity])
    func `needs a difference`(difference: Double) throws {
        #expect(try comparer().plan([ext4, xfs], difference: difference, seconds: [:]) == nil)
        #expect(try comparer().plan([ext4], difference: 0.05, seconds: [:]) == nil)
    }
}
