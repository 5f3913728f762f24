import Glibc
import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `The noise of a cell` {
    @Test func `is nil without repeats`() throws {
        let model = NoiseModel(try (1...9).map { try measurement($0, Double($0), setup: "\($0)") })
        #expect(model.noise(of: .usual) == nil)
    }

    @Test func `is that of the cell's own repeats where no level knows enough`() throws {
        let noise = try #require(
            NoiseModel(try [100.0, 110, 120].enumerated().map { try measurement($0, $1) }).noise(of: .usual))
        let logarithms = [100.0, 110, 120].map { log($0) }
        #expect(noise.level == .cell && noise.degreesOfFreedom == 2 && noise.repeats == 3)
        let variance = try #require(MeanEstimate(logarithms)?.variance)
        #expect(abs(noise.variance - variance) < 1e-15)
        #expect(abs(noise.relative - expm1(noise.variance.squareRoot())) < 1e-15)
        #expect(noise.within == 120_000)
    }

    @Test func `is moderated by the nearest level that has four degrees of freedom`() throws {
        // The benchmark has three degrees of freedom, so the kind decides, which has six.
        var all = try [100.0, 110].enumerated().map { try measurement($0, $1) }
        all += try [100.0, 120, 130].enumerated().map { try measurement($0, $1, filesystem: "xfs") }
        all += try [100.0, 140, 150, 160].enumerated().map { try measurement($0, $1, benchmark: "fio-b") }
        let noise = try #require(NoiseModel(all).noise(of: .usual))
        func squares(_ values: [Double]) throws -> Double {
            try #require(MeanEstimate(values.map { log($0) })).sumOfSquares
        }
        let own = try squares([100, 110])
        let others = try squares([100, 120, 130]) + squares([100, 140, 150, 160])
        let prior = (own + others) / 6
        #expect(abs(noise.variance - (4 * prior + own) / 5) < 1e-15)
        #expect(noise.level == .kind && noise.degreesOfFreedom == 5)
    }

    @Test func `comes from other rigs where the own rig has no repeats`() throws {
        let others = try (0..<5).map { try measurement($0, 100 + Double($0), rig: "other") }
        let all = others + [try measurement(9, 100)]
        #expect(try #require(NoiseModel(all).noise(of: .usual)).level == .library)
        let nowhere = CellKey(rig: nil, benchmark: "fio-a", filesystem: "ext4", metric: "write_iops")
        #expect(NoiseModel(all).noise(of: nowhere)?.level == .library)
        let otherKind = CellKey(rig: "rig", benchmark: "own", filesystem: "ext4", metric: "write_iops")
        #expect(NoiseModel(all).noise(of: otherKind) == nil)
    }

    @Test func `does not come from runs without a rig, excluded runs or later runs`() throws {
        let all =
            try (0..<6).map { try measurement($0, 100 + Double($0), rig: nil) }
            + (10..<16).map { try measurement($0, 100 + Double($0), isExcluded: true) }
            + (20..<26).map { try measurement($0, 100 + Double($0)) }
        #expect(NoiseModel(all, asOf: Timestamp(milliseconds: 19 * 60_000)).noise(of: .usual) == nil)
        #expect(NoiseModel(all, asOf: Timestamp(milliseconds: 20 * 60_000)).noise(of: .usual) == nil)
        #expect(NoiseModel(all, asOf: Timestamp(milliseconds: 21 * 60_000)).noise(of: .usual)?.repeats == 2)
        #expect(NoiseModel(all).noise(of: .usual)?.repeats == 6)
    }

    @Test func `takes a run of several iterations as many times, but as one degree of freedom`() throws {
        let all = [try measurement(1, 100, iterations: 3), try measurement(2, 200, iterations: 1)]
        let noise = try #require(NoiseModel(all).noise(of: .usual))
        // 3·(ln 2 / 4)² + (3·ln 2 / 4)² = 0.75·(ln 2)²
        #expect(abs(noise.variance - 0.75 * log(2) * log(2)) < 1e-15 && noise.degreesOfFreedom == 1)
    }

    @Test func `leaves out values without a logarithm`() throws {
        let all = try [100, 110, 0, -5, .nan, .infinity].enumerated().map { try measurement($0, $1) }
        #expect(NoiseModel(all).noise(of: .usual)?.degreesOfFreedom == 1)
    }

    @Test func `is unknown where nothing ever differed`() throws {
        let all = try (0..<5).flatMap { number in
            [try measurement(number, 100), try measurement(number, 1 + Double(number), metric: "read_iops")]
        }
        #expect(RepeatIndex(all).copies.all.isEmpty && NoiseModel(all).noise(of: .usual) == nil)
    }

    @Test func `does not contain the pair that it judges`() throws {
        let all = try [100.0, 150, 101, 102].enumerated().map { try measurement($0, $1) }
        let whole = try #require(NoiseModel(all).noise(of: .usual))
        let noise = try #require(NoiseModel(all).noise(of: .usual, without: .pair(try run(0), try run(1))))
        #expect(whole.degreesOfFreedom == 3 && noise.degreesOfFreedom == 2)
        let difference = log(1.5)
        #expect(abs(whole.variance * 3 - noise.variance * 2 - difference * difference / 2) < 1e-12)
        #expect(
            NoiseModel(all).noise(of: .usual, without: .run(try run(1)))?.degreesOfFreedom == 2)
        #expect(
            NoiseModel(Array(all.prefix(2))).noise(of: .usual, without: .pair(try run(0), try run(1))) == nil)
    }

    @Test func `counts a copy once and says so`() throws {
        var all: [Measurement] = []
        for (number, values) in [
            (1, [100.0, 200]), (2, [110.0, 190]), (3, [100.0, 200]), (4, [100.0, 201]),
        ] {
            all += [
                try measurement(number, values[0]), try measurement(number, values[1], filesystem: "xfs"),
            ]
        }
        let index = RepeatIndex(all)
        #expect(index.copies.all == [RunCopies.Copy(run: try run(3), original: try run(1))])
        #expect(NoiseModel(index).noise(of: .usual)?.repeats == 3)
        #expect(index.repeats(of: all[4]).map(\.run) == [try run(1), try run(2), try run(4)])
    }

    @Test func `a copy that lacks a benchmark is still a copy`() throws {
        let all = [
            try measurement(1, 100), try measurement(1, 50, benchmark: "fio-b"), try measurement(2, 100),
            try measurement(3, 100, setup: "other"),
        ]
        #expect(RepeatIndex(all).copies.all.map(\.run) == [try run(2)])
    }

    @Test func `of a ratio of filesystems leaves out what moves both`() throws {
        let all = try [1.0, 1.5, 0.7, 2, 1.2, 0.9].enumerated().flatMap { number, factor in
            [
                try measurement(number, 100 * factor),
                try measurement(
                    number, 200 * factor * (number.isMultiple(of: 2) ? 1.01 : 1), filesystem: "xfs"),
            ]
        }
        let model = NoiseModel(all)
        let xfs = CellKey(rig: "rig", benchmark: "fio-a", filesystem: "xfs", metric: "write_iops")
        let pair = try #require(model.pairs.noise(.usual, xfs))
        let alone = try #require(model.noise(of: .usual))
        #expect(pair.relative < 0.01 && alone.relative > 0.3)
        #expect(pair.level == .benchmark && pair.degreesOfFreedom == 9)
    }

    @Test func `the pairs of f filesystems have (f − 1)(runs − 1) degrees of freedom`() throws {
        let values = [[100.0, 130, 90], [110, 120, 95], [99, 140, 80]]
        let all = try values.enumerated().flatMap { number, row in
            try zip(["btrfs", "ext4", "xfs"], row).map { try measurement(number, $1, filesystem: $0) }
        }
        let xfs = CellKey(rig: "rig", benchmark: "fio-a", filesystem: "xfs", metric: "write_iops")
        let noise = try #require(NoiseModel(all).pairs.noise(.usual, xfs))
        func squares(_ first: Int, _ second: Int) throws -> Double {
            try #require(MeanEstimate(values.map { log($0[second] / $0[first]) })).sumOfSquares
        }
        // Three pairs of two free differences each; the level has (3 − 1)(3 − 1) = 4 degrees of freedom.
        let level = try (squares(0, 1) + squares(0, 2) + squares(1, 2)) / 6
        let own = try squares(1, 2)
        #expect(abs(noise.variance - (4 * level + own) / 6) < 1e-14)
        #expect(noise.degreesOfFreedom == 6)
    }

    @Test func `is the same number in whatever order the measurements come`() throws {
        let all = try (0..<40).map {
            try measurement($0 % 8, 100 + Double($0 * 37 % 11), benchmark: "fio-\($0 / 8)")
        }
        let noise = try #require(NoiseModel(all).noise(of: .usual.of("fio-3")))
        for _ in 0..<5 { #expect(NoiseModel(all.shuffled()).noise(of: .usual.of("fio-3")) == noise) }
    }
}

extension CellKey {
    fileprivate func of(_ benchmark: String) -> CellKey {
        CellKey(rig: rig, benchmark: benchmark, filesystem: filesystem, metric: metric)
    }
}
