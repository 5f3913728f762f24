import Simulation
import Testing

@testable import Analysis
@testable import Model

/// What must hold whatever the numbers are.
@Suite struct `Laws of verdicts` {
    /// Comparisons of random runs, some of them of different speed.
    private func comparisons() throws -> [(measurements: [Measurement], comparison: Comparison)] {
        var generator = SeededGenerator(seed: 5)
        return try (0..<60).map { _ in
            var all: [Measurement] = []
            for filesystem in 0..<6 {
                let isChanged = generator.uniform() < 0.5
                for number in 0..<6 {
                    let change = number >= 3 && isChanged ? 1.2 : 1
                    all.append(
                        try measurement(
                            number, 100 * change * (1 + 0.05 * generator.normal()),
                            setup: number < 3 ? "a" : "b",
                            filesystem: "\(filesystem)"))
                }
            }
            let items = [ComparedItem(run: try run(0)), ComparedItem(run: try run(3))]
            return (all, Comparer(noise: NoiseModel(all), withRepeats: true).compare(items, all))
        }
    }

    @Test func `better and worse leave 1 out of the interval, same and undecided hold it`() throws {
        var seen: Set<Verdict> = []
        for (_, comparison) in try comparisons() {
            for (_, difference) in comparison.differences(ofSide: 1) {
                let interval = try #require(difference.interval)
                let verdict = try #require(difference.verdict)
                seen.insert(verdict)
                #expect(interval.contains(1) == (verdict == .undecided || verdict == .same))
                #expect(interval.contains(try #require(difference.ratio)))
            }
        }
        #expect(seen.isSuperset(of: [.better, .undecided]))
    }

    @Test func `an interval never contradicts a test that rounding decides`() throws {
        // The p-value of a difference is used as the level of the interval, so one bound lies at 1 but for rounding.
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<300 {
            let noise = try #require(
                Noise(
                    own: VariancePool(
                        sumOfSquares: generator.uniform(), degreesOfFreedom: 3, of: []), wider: []))
            let contrast = Contrast(
                logRatio: generator.normal(), noise: noise, varianceFactor: 1, varianceFactorOfOneRepeat: 1,
                runs: 2)
            for direction in [Metric.Direction.higher, .lower] {
                let cell = JudgedCell(
                    contrast: contrast, direction: direction, isInFamily: true, isOfOneSetup: false,
                    knownVerdict: nil, logarithms: ([], []))
                let found = try #require(Judge(margin: 0.05).judge([cell]).first)
                let isDecided = found.verdict == .better || found.verdict == .worse
                #expect(try #require(found.interval).contains(1) == !isDecided)
            }
        }
    }

    @Test(arguments: [0, 3])
    func `one more repeat that agrees never makes a verdict undecided`(ofRun number: Int) throws {
        var decided = 0
        for (measurements, comparison) in try comparisons() {
            // A repeat that agrees lies at the mean of its side.
            let repeats = try comparison.cells.compactMap { cell in
                try cell.sides[number == 0 ? 0 : 1].map { side in
                    Measurement(
                        run: try run(20), filed: side.measurement.filed, cell: side.measurement.cell,
                        setup: side.measurement.setup, value: side.value, direction: .higher, isMain: true)
                }
            }
            let all = measurements + repeats
            let after = Comparer(noise: NoiseModel(all), withRepeats: true).compare(comparison.items, all)
            for (old, new) in zip(comparison.differences(ofSide: 1), after.differences(ofSide: 1)) {
                guard old.difference.verdict != .undecided else { continue }
                #expect(old.difference.noise?.level == new.difference.noise?.level)
                #expect(new.difference.verdict != .undecided)
                decided += 1
            }
        }
        #expect(decided > 50)
    }

    @Test func `sides in the other order have the opposite verdicts`() throws {
        for (measurements, comparison) in try comparisons() {
            let turned = Comparer(noise: NoiseModel(measurements), withRepeats: true)
                .compare(comparison.items.reversed(), measurements)
            for (one, other) in zip(comparison.differences(ofSide: 1), turned.differences(ofSide: 1)) {
                let opposite: [Verdict: Verdict] = [.better: .worse, .worse: .better]
                let verdict = try #require(one.difference.verdict)
                #expect(other.difference.verdict == opposite[verdict] ?? verdict)
            }
        }
    }

    @Test func `another unit changes no verdict`() throws {
        for (measurements, comparison) in try comparisons() {
            let scaled = measurements.map {
                Measurement(
                    run: $0.run, filed: $0.filed, cell: $0.cell, setup: $0.setup, value: $0.value * 1_024,
                    direction: $0.direction, isMain: true)
            }
            let after = Comparer(noise: NoiseModel(scaled), withRepeats: true).compare(
                comparison.items, scaled)
            #expect(
                after.differences(ofSide: 1).map(\.difference.verdict)
                    == comparison.differences(ofSide: 1).map(\.difference.verdict))
        }
    }

    @Test func `numbers beside the main metrics change no verdict`() throws {
        for (measurements, comparison) in try comparisons().prefix(10) {
            let beside = measurements.map {
                Measurement(
                    run: $0.run, filed: $0.filed,
                    cell: CellKey(
                        rig: "rig", benchmark: $0.cell.benchmark, filesystem: $0.cell.filesystem,
                        metric: "other"),
                    setup: $0.setup, value: $0.value * 3, direction: .higher, isMain: false)
            }
            let all = measurements + beside
            let after = Comparer(noise: NoiseModel(all), withRepeats: true).compare(comparison.items, all)
            let mains = after.differences(ofSide: 1).filter(\.cell.isMain).map(\.difference)
            #expect(mains == comparison.differences(ofSide: 1).map(\.difference))
        }
    }
}
