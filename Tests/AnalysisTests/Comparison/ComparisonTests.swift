import Glibc
import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `Comparisons` {
    private func compare(
        _ measurements: [Measurement], _ runs: [Int], withRepeats: Bool = false, margin: Double = 0.05
    ) throws -> Comparison {
        let comparer = Comparer(
            noise: NoiseModel(measurements), withRepeats: withRepeats, margin: margin)
        return comparer.compare(try runs.map { ComparedItem(run: try run($0)) }, measurements)
    }

    private func difference(
        _ measurements: [Measurement], _ runs: [Int], withRepeats: Bool = false, margin: Double = 0.05
    ) throws -> Difference {
        let comparison = try compare(measurements, runs, withRepeats: withRepeats, margin: margin)
        return try #require(comparison.cells.first?.against.last ?? nil)
    }

    @Test func `of independent runs use s²(1/n₁ + 1/n₂)`() throws {
        let all =
            try [100.0, 104, 98].enumerated().map { try measurement($0, $1) }
            + [150.0, 155].enumerated().map { try measurement($0 + 5, $1, setup: "b") }
        let found = try difference(all, [0, 5], withRepeats: true)
        let first = try #require(MeanEstimate([100, 104, 98].map { log($0) }))
        let second = try #require(MeanEstimate([150, 155].map { log($0) }))
        let variance = (first.sumOfSquares + second.sumOfSquares) / 3
        let error = (variance * (1.0 / 3 + 1.0 / 2)).squareRoot()
        let t = try #require(StudentT(degreesOfFreedom: 3)?.critical(tails: 0.05))
        let distance = second.mean - first.mean
        #expect(found.verdict == .better && found.intervalLevel == 0.95)
        #expect(isClose(found.ratio, exp(distance), within: 1e-12))
        let interval = try #require(found.interval)
        #expect(abs(interval.lowerBound - exp(distance - t * error)) < 1e-9)
        #expect(abs(interval.upperBound - exp(distance + t * error)) < 1e-9)
        let power = try #require(StudentT(degreesOfFreedom: 3)?.quantile(0.8))
        #expect(isClose(found.smallestDetectable, expm1((t + power) * error), within: 1e-9))
    }

    @Test func `of single runs ask for twice the evidence`() throws {
        let all = try background() + [measurement(1, 100), measurement(2, 150, setup: "b")]
        #expect(try difference(all, [1, 2]).intervalLevel == 1 - 0.05 / 2)
    }

    @Test func `weigh a side by its iterations`() throws {
        let all =
            try background() + [
                measurement(1, 100, iterations: 4), measurement(2, 150, setup: "b", iterations: 4),
            ]
        let once = try background() + [measurement(1, 100), measurement(2, 150, setup: "b")]
        let (many, one) = try (difference(all, [1, 2]), difference(once, [1, 2]))
        let (a, b) = try (#require(many.interval), #require(one.interval))
        #expect(abs(2 * log(a.upperBound / 1.5) - log(b.upperBound / 1.5)) < 1e-9)
    }

    @Test(arguments: [
        (Metric.Direction.higher, 200.0, Verdict.better), (.higher, 50, .worse), (.lower, 200, .worse),
        (.lower, 50, .better),
    ])
    func `judge by direction`(direction: Metric.Direction, value: Double, verdict: Verdict) throws {
        let all =
            try background() + [
                measurement(1, 100, direction: direction),
                measurement(2, value, setup: "b", direction: direction),
            ]
        #expect(try difference(all, [1, 2]).verdict == verdict)
    }

    @Test func `give no verdict without direction, and none to what is no main metric`() throws {
        let all =
            try background() + [
                measurement(1, 100, direction: nil), measurement(2, 200, setup: "b", direction: nil),
            ]
        #expect(try difference(all, [1, 2]).verdict == nil)
        let other =
            try background() + [
                measurement(1, 100, isMain: false), measurement(2, 200, setup: "b", isMain: false),
            ]
        let found = try difference(other, [1, 2])
        #expect(found.verdict == nil && found.intervalLevel == 0.95)
        #expect(isClose(found.ratio, 2, within: 1e-12))
    }

    @Test func `are the same where the interval lies inside the margin`() throws {
        let quiet = try background(1.001) + [measurement(1, 100), measurement(2, 100.05, setup: "b")]
        #expect(try difference(quiet, [1, 2]).verdict == .same)
        #expect(try difference(quiet, [1, 2]).repeatsNeeded == nil)
        #expect(try difference(quiet, [1, 2], margin: 1e-4).verdict == .undecided)
    }

    @Test func `say how many repeats would decide`() throws {
        let all = try background() + [measurement(1, 100), measurement(2, 112, setup: "b")]
        let found = try difference(all, [1, 2])
        #expect(found.verdict == .undecided)
        let noise = try #require(found.noise)
        let t = try #require(StudentT(degreesOfFreedom: noise.degreesOfFreedom)?.critical(tails: 0.05))
        guard case .count(let repeats) = found.repeatsNeeded else {
            Issue.record("no number of repeats")
            return
        }
        func half(_ count: Int) -> Double { t * noise.deviation * (2 / Double(count)).squareRoot() }
        #expect(repeats > 1 && half(repeats) < log(1.12) && half(repeats - 1) >= log(1.12))
    }

    @Test func `say how many repeats would show that nothing differs`() throws {
        let all = try background() + [measurement(1, 100), measurement(2, 101, setup: "b")]
        let found = try difference(all, [1, 2])
        let noise = try #require(found.noise)
        let t = try #require(StudentT(degreesOfFreedom: noise.degreesOfFreedom)?.critical(tails: 0.05))
        guard case .count(let repeats) = found.repeatsNeeded else {
            Issue.record("no number of repeats")
            return
        }
        func half(_ count: Int) -> Double { t * noise.deviation * (2 / Double(count)).squareRoot() }
        let room = log(1.05) - log(1.01)
        #expect(half(repeats) < room && half(repeats - 1) >= room)
        let loud = try background(3) + [measurement(1, 100), measurement(2, 101, setup: "b")]
        #expect(try difference(loud, [1, 2]).repeatsNeeded == .moreThan(100))
    }

    @Test func `without noise have a ratio and nothing else`() throws {
        let found = try difference([measurement(1, 100), measurement(2, 150, setup: "b")], [1, 2])
        #expect(found.ratio == 1.5 || abs((found.ratio ?? 0) - 1.5) < 1e-12)
        #expect(found.verdict == nil && found.interval == nil && found.noise == nil && found.p == nil)
        #expect(found.repeatsNeeded == nil && found.smallestDetectable == nil && found.intervalLevel == nil)
    }

    @Test(arguments: [(100.0, 0.0, Verdict.failed), (0, 100, .better), (0, 0, .failed), (100, -1, .failed)])
    func `a main metric of 0 or below failed`(first: Double, second: Double, verdict: Verdict) throws {
        let all = try background() + [measurement(1, first), measurement(2, second, setup: "b")]
        let found = try difference(all, [1, 2])
        #expect(found.verdict == verdict && found.ratio == nil && found.interval == nil)
        #expect(try compare(all, [1, 2]).familySize == 0)
    }

    @Test func `the family is of what all sides have`() throws {
        let all =
            try background() + [
                measurement(1, 100), measurement(2, 100, setup: "b"), measurement(3, 100, setup: "c"),
                measurement(1, 100, filesystem: "xfs"), measurement(2, 300, setup: "b", filesystem: "xfs"),
                measurement(1, 100, filesystem: "btrfs"), measurement(3, 0, setup: "c", filesystem: "btrfs"),
            ]
        let comparison = try compare(all, [1, 2, 3])
        #expect(comparison.familySize == 2)
        let xfs = try #require(comparison.cells.first { $0.name.filesystem == "xfs" })
        #expect(xfs.against[2] == nil && xfs.against[1]?.verdict == nil && xfs.against[1]?.ratio != nil)
        #expect(comparison.geometricMeans.map { $0?.count } == [1, 1])
        #expect(comparison.geometricMeans.first??.leftOut.map(\.filesystem) == ["xfs", "btrfs"])
    }

    @Test func `a side that failed takes no verdict from the others`() throws {
        let all =
            try background() + [
                measurement(1, 100), measurement(2, 300, setup: "b"), measurement(3, 0, setup: "c"),
            ]
        let comparison = try compare(all, [1, 2, 3])
        let cell = try #require(comparison.cells.first)
        #expect(cell.against.map { $0?.verdict } == [nil, .better, .failed])
        #expect(comparison.familySize == 1)
        #expect(comparison.geometricMeans == [nil, nil])
    }

    @Test func `the geometric mean is above 1 where the other side is better`() throws {
        let all = try [
            measurement(1, 100), measurement(2, 400, setup: "b"),
            measurement(1, 100, filesystem: "xfs", metric: "own", direction: .lower),
            measurement(2, 100, setup: "b", filesystem: "xfs", metric: "own", direction: .lower),
            measurement(1, 7, filesystem: "zfs", direction: nil),
            measurement(2, 9, filesystem: "zfs", direction: nil),
        ]
        let mean = try #require(try compare(all, [1, 2]).geometricMeans.first ?? nil)
        #expect(abs(mean.ratio - 2) < 1e-12 && mean.count == 2 && mean.leftOut.map(\.filesystem) == ["zfs"])
        #expect(try compare([], [1, 2]).geometricMeans == [nil])
    }

    @Test func `filesystems of one run are paired`() throws {
        let all = try [1.0, 1.5, 0.7, 2].enumerated().flatMap { number, factor in
            [
                try measurement(number, 100 * factor),
                try measurement(number, 110 * factor + Double(number), filesystem: "xfs"),
            ]
        }
        let items = [
            ComparedItem(run: try run(0), filesystem: "ext4"),
            ComparedItem(run: try run(0), filesystem: "xfs"),
        ]
        for withRepeats in [false, true] {
            let comparer = Comparer(noise: NoiseModel(all), withRepeats: withRepeats)
            let cell = try #require(comparer.compare(items, all).cells.first)
            #expect(
                cell.name.filesystem == nil
                    && cell.sides.map { $0?.measurement.cell.filesystem } == ["ext4", "xfs"])
            let found = try #require(cell.against[1])
            #expect(found.verdict == .better && !found.isOfOneSetup)
        }
    }

    @Test func `a side with repeats has their geometric mean`() throws {
        let all =
            try [100.0, 400].enumerated().map { try measurement($0, $1, iterations: 1) }
            + [measurement(5, 200, setup: "b")]
        let side = try #require(try compare(all, [0, 5], withRepeats: true).cells.first?.sides.first ?? nil)
        #expect(abs(side.value - 200) < 1e-9 && side.runs.count == 2 && side.iterations == 2)
        let alone = try #require(try compare(all, [0, 5]).cells.first?.sides.first ?? nil)
        #expect(alone.value == 100 && alone.iterations == 1)
        #expect(try alone.runs == [run(0)])
    }

    @Test func `ranks stand beside from four runs a side on`() throws {
        func runs(_ count: Int) throws -> [Measurement] {
            try (0..<count).map { try measurement($0, 100 + Double($0)) }
                + (0..<count).map { try measurement(50 + $0, 200 + Double($0), setup: "b") }
        }
        #expect(try difference(try runs(3), [0, 50], withRepeats: true).ranks == nil)
        let found = try #require(try difference(try runs(4), [0, 50], withRepeats: true).ranks)
        #expect(found.agrees && abs(found.p - 0.028_571_428_6) < 1e-9 && found.ratio > 1.9)
    }

    @Test func `cells of different rigs have the noise of both`() throws {
        let all =
            try [100.0, 110, 104, 99].enumerated().map { try measurement($0, $1) }
            + [100.0, 101, 102, 103].enumerated().map { try measurement(10 + $0, 2 * $1, rig: "two") }
        let found = try difference(all, [0, 10])
        let noise = try #require(found.noise)
        #expect(noise.degreesOfFreedom > 4 && noise.degreesOfFreedom < 14 && !found.isOfOneSetup)
    }

    @Test func `numbers that are none are no values`() throws {
        let all =
            try background() + [
                measurement(1, .nan), measurement(2, 100, setup: "b"),
                measurement(1, 1e308, filesystem: "xfs"),
                measurement(2, 1e-307, setup: "b", filesystem: "xfs"),
            ]
        let comparison = try compare(all, [1, 2])
        #expect(comparison.cells.first?.sides.first == .some(nil))
        let far = try #require(comparison.cells.last?.against.last ?? nil)
        #expect(far.verdict == .worse && far.interval?.upperBound.isFinite == true)
        #expect(Comparer(noise: NoiseModel(all), margin: .nan).margin == 0)
    }
}
