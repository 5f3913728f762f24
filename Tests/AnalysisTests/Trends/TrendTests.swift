import Glibc
import Testing

@testable import Analysis
@testable import Model

@Suite struct `Trends` {
    private func trend(_ measurements: [Measurement]) -> Trend {
        TrendReader(noise: NoiseModel(RepeatIndex(measurements), within: StepDetector()))
            .trend(of: measurements)
    }

    private func values(_ values: [Double], from number: Int = 0, setup: String = "a") throws -> [Measurement]
    {
        try values.enumerated().map { try measurement(number + $0, $1, setup: setup) }
    }

    private let quiet = [100.0, 101, 99, 100.5, 99.5, 100.2, 101.3, 98.8]

    @Test func `a change of setup begins a segment, with its change`() throws {
        let all = try values(quiet) + values(quiet.map { $0 * 1.5 }, from: 20, setup: "b")
        let trend = trend(all.shuffled())
        #expect(trend.points.map(\.measurement.run) == all.map(\.run))
        #expect(trend.segments.map(\.setup.text) == ["a", "b"] && trend.segments.map(\.count) == [8, 8])
        #expect(
            trend.points.map(\.segment) == [Int?](repeating: 0, count: 8) + [Int?](repeating: 1, count: 8))
        let step = try #require(trend.steps.first)
        #expect(trend.steps.count == 1 && step.kind == .setup)
        #expect(try step.at == run(20))
        #expect(abs(step.ratio - 1.5) < 1e-12 && step.verdict == .better)
        #expect(step.interval?.contains(1) == false)
    }

    @Test func `a step inside a setup is unexplained`() throws {
        let all = try values(quiet + quiet.map { $0 * 0.8 })
        let trend = trend(all)
        #expect(trend.segments.count == 2 && trend.steps.map(\.kind) == [.unexplained])
        #expect(try trend.steps.first?.at == run(8))
        #expect(trend.steps.first?.verdict == .worse)
        #expect(abs(try #require(trend.steps.first).ratio - 0.8) < 1e-12)
    }

    @Test func `a change of setup that changes nothing is no verdict of a difference`() throws {
        let trend = trend(try values(quiet) + values(quiet, from: 20, setup: "b"))
        #expect(trend.steps.map(\.verdict) == [.same] && trend.segments.count == 2)
    }

    @Test func `a segment has mean, spread and the change that a new run would show`() throws {
        let segment = try #require(trend(try values(quiet)).segments.first)
        let moments = try #require(MeanEstimate(quiet.map { log($0) }))
        let deviation = try #require(moments.variance).squareRoot()
        #expect(abs(segment.mean - exp(moments.mean)) < 1e-9)
        #expect(isClose(segment.relative, expm1(deviation), within: 1e-12))
        // The cell is its own nearest level, so its variance is the same with 4 + 7 degrees of freedom.
        let t = try #require(StudentT(degreesOfFreedom: 11))
        let quantiles = try #require(t.critical(tails: 0.05)) + #require(t.quantile(0.8))
        let smallest = expm1(quantiles * deviation * (1 + 1.0 / 8).squareRoot())
        #expect(isClose(segment.smallestDetectable, smallest, within: 1e-9))
    }

    /// Four filesystems whose repeats differ by some percent; from a run on all are a third slower.
    private func shared(count: Int, stepAt step: Int) throws -> [Measurement] {
        let filesystems = ["btrfs", "ext4", "xfs", "zfs"]
        return try (0..<count).flatMap { number in
            try filesystems.enumerated().map { place, filesystem in
                // No two runs are equal, or one would be a copy.
                let value = quiet[(number + place) % quiet.count] + Double(number) / 1_000
                return try measurement(number, value * (number < step ? 1 : 0.67), filesystem: filesystem)
            }
        }
    }

    @Test func `noise is taken within segments, never over a step of all cells`() throws {
        let before = try shared(count: 12, stepAt: 12)
        let after = try shared(count: 24, stepAt: 12)
        let own = { (all: [Measurement]) in all.filter { $0.cell == .usual } }
        let model = NoiseModel(RepeatIndex(after), within: StepDetector())
        let whole = TrendReader(noise: model).trend(of: own(after))
        let first = TrendReader(noise: NoiseModel(RepeatIndex(before), within: StepDetector()))
            .trend(of: own(before))
        #expect(whole.segments.map(\.count) == [12, 12] && first.segments.map(\.count) == [12])
        let known = try #require(first.segments.first?.smallestDetectable)
        for segment in whole.segments {
            #expect(isClose(segment.smallestDetectable, known, within: 0.002))
        }
        // Of 4 · 24 values, in eight segments; with the own ones 4 + 22 degrees of freedom.
        #expect(model.noise(of: .usual)?.degreesOfFreedom == 26)
        // Runs that are compared may lie on the two sides of such a step, so there it is noise.
        #expect(try #require(NoiseModel(after).noise(of: .usual)).relative > 0.2)
    }

    @Test(arguments: [(100.3, false), (130, true), (75, true)])
    func `the newest point is judged by those before it`(newest: Double, isOutside: Bool) throws {
        let points = trend(try values(quiet + [newest])).points
        #expect(points.last?.isOutside == isOutside)
        #expect(points.prefix(7).allSatisfy { $0.isOutside == nil })
        #expect(points.last?.expected?.contains(newest) == !isOutside)
    }

    @Test func `what the newest run measured is no noise by which it is judged`() throws {
        // Two filesystems whose newest run is far off: the other one's distance must not excuse it.
        let all = try (0..<9).flatMap { number in
            try ["ext4", "xfs"].map { filesystem in
                let usual = quiet[number % quiet.count] + Double(number) / 1_000
                return try measurement(number, number == 8 ? usual * 1.6 : usual, filesystem: filesystem)
            }
        }
        let own = all.filter { $0.cell == .usual }
        let trend = TrendReader(noise: NoiseModel(all)).trend(of: own)
        let before = TrendReader(noise: NoiseModel(all.filter { $0.run != own.last?.run }))
            .trend(of: own.dropLast())
        let last = try #require(trend.points.last)
        #expect(last.isOutside == true)
        let spread = try #require(before.segments.first?.relative)
        let reach = try #require(last.expected).upperBound / #require(before.segments.first).mean
        #expect(reach < 1 + 4 * spread)
    }

    @Test func `a segment of one run has its very value as the mean`() throws {
        let value = 58060.387922
        #expect(trend([try measurement(1, value)]).segments.map(\.mean) == [value])
    }

    @Test func `a point that begins a segment is judged by the segment before`() throws {
        let all = try values(quiet) + [measurement(30, 50, setup: "b")]
        let points = trend(all).points
        #expect(points.last?.segment == 1 && points.last?.isOutside == true)
    }

    @Test func `what does not count is in no segment`() throws {
        let all =
            try values(quiet) + [
                measurement(20, 100, isExcluded: true), measurement(21, 0), measurement(22, .nan),
                measurement(23, 100, rig: nil),
            ]
        let trend = trend(all)
        #expect(trend.points.map(\.segment) == [Int?](repeating: 0, count: 8) + [nil, nil, nil, nil])
        #expect(trend.segments.map(\.count) == [8])
    }

    @Test func `few points have no noise`() throws {
        let one = trend([try measurement(1, 100)])
        #expect(one.segments.first?.relative == nil && one.segments.first?.smallestDetectable == nil)
        #expect(one.points.first?.isOutside == nil && one.steps.isEmpty)
        let two = trend([try measurement(1, 100), try measurement(2, 200, setup: "b")])
        #expect(two.steps.map(\.verdict) == [nil] && two.steps.first?.interval == nil)
        #expect(trend([]) == Trend(points: [], segments: [], steps: []))
    }

    @Test func `steps of the real baseline are none`() throws {
        let all = try fixture("baseline", 1, setup: "a") + fixture("baseline-repeat", 2, setup: "a")
        for cell in Set(all.map(\.cell)) {
            #expect(trend(all.filter { $0.cell == cell }).steps.isEmpty)
        }
    }
}
