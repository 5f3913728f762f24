import Glibc
import Model
import System

/// Finds segments and steps in a series of measurements.
package struct TrendReader: Sendable {
    let noise: NoiseModel
    private let detector: StepDetector
    private let margin: Double
    /// At which a prediction interval errs.
    private let alpha: Double

    /// A reader.
    ///
    /// - Parameters:
    ///   - noise: What repeats say within segments; it decides which runs count.
    ///   - detector: Finds steps inside a setup.
    ///   - margin: The share up to which segments are the same.
    ///   - tests: How many prediction intervals err together no more often than one at 5 % would (Bonferroni).
    package init(
        noise: NoiseModel, detector: StepDetector = StepDetector(), margin: Double = 0.05, tests: Int = 1
    ) {
        self.noise = noise
        self.detector = detector
        self.margin = margin.isFinite ? max(0, margin) : 0
        alpha = Judge.alpha / Double(max(1, tests))
    }

    /// The trend of measurements of one metric of a cell on one rig, in any order.
    package func trend(of measurements: [Measurement]) -> Trend {
        let sorted = measurements.sorted { ($0.filed, $0.run) < ($1.filed, $1.run) }
        let pieces = pieces(of: sorted)
        let judge = Judge(margin: margin)
        var places: [RunID: Int] = [:]
        for (place, piece) in pieces.enumerated() {
            for value in piece.repeats { places[value.run] = place }
        }
        let expected = expectedIntervals(pieces, judge.values)
        let points = sorted.map { measurement in
            let interval = expected[measurement.run]
            return Trend.Point(
                measurement: measurement, segment: places[measurement.run],
                isOutside: interval.map { !$0.contains(measurement.value) }, expected: interval)
        }
        return Trend(
            points: points, segments: pieces.map { segment($0, judge.values) },
            steps: steps(pieces, judge))
    }
}

extension TrendReader {
    /// The points of a segment.
    struct Piece {
        let cell: CellKey
        let setup: SetupID
        let direction: Metric.Direction?
        let repeats: [CellRepeat]
        /// Of the values; of one value itself, which a logarithm does not give back to the last digit.
        let mean: Double
        /// How the segment begins, if it is not the first.
        let kind: Trend.Step.Kind
    }

    private func pieces(of sorted: [Measurement]) -> [Piece] {
        var stretches: [[(measurement: Measurement, value: CellRepeat)]] = []
        for measurement in sorted {
            guard let value = counted(measurement) else { continue }
            if stretches.last?.last?.measurement.setup == measurement.setup {
                stretches[stretches.count - 1].append((measurement, value))
            } else {
                stretches.append([(measurement, value)])
            }
        }
        return stretches.flatMap { stretch in
            let steps = detector.steps(in: stretch.map(\.value.logarithm))
            let ends = [0] + steps + [stretch.count]
            return zip(ends, ends.dropFirst()).map { start, end in
                let first = stretch[start].measurement
                let repeats = stretch[start..<end].map(\.value)
                return Piece(
                    cell: first.cell, setup: first.setup, direction: first.direction,
                    repeats: repeats,
                    mean: repeats.count == 1 ? first.value : Contrast.ratio(repeats.weightedMean),
                    kind: start == 0 ? .setup : .unexplained)
            }
        }
    }

    /// Nil for a value that has no logarithm, and for runs that do not count.
    private func counted(_ measurement: Measurement) -> CellRepeat? {
        let group = RepeatIndex.Group(cell: measurement.cell, setup: measurement.setup)
        return noise.index.groups[group]?.first { $0.run == measurement.run }
    }

    private func segment(_ piece: Piece, _ values: CriticalValues) -> Trend.Segment {
        let count = piece.repeats.count
        let deviation = MeanEstimate(piece.repeats.map(\.logarithm))?.variance?.squareRoot()
        let noise = noise.noise(of: piece.cell, own: VariancePool(piece.repeats))
        let factor = 1 + 1 / piece.repeats.totalWeight
        return Trend.Segment(
            setup: piece.setup, mean: piece.mean,
            relative: deviation.map { expm1($0) }, count: count,
            smallestDetectable: noise.flatMap {
                Power.smallestDetectable(
                    standardError: ($0.variance * factor).squareRoot(), degreesOfFreedom: $0.degreesOfFreedom,
                    alpha: Judge.alpha, values)
            })
    }

    /// For the newest run of each segment, the 95 % prediction interval of the runs before it.
    ///
    /// These are of its segment, or, where it begins one, of the segment before. Nothing that the run measured is noise here, as
    /// for the gate.
    private func expectedIntervals(
        _ pieces: [Piece], _ values: CriticalValues
    ) -> [RunID: ClosedRange<Double>] {
        var intervals: [RunID: ClosedRange<Double>] = [:]
        for (place, piece) in pieces.enumerated() {
            guard let newest = piece.repeats.last else { continue }
            let own = Array(piece.repeats.dropLast())
            let before = own.isEmpty && place > 0 ? pieces[place - 1].repeats : own
            let omission = NoiseModel.Omission.run(newest.run)
            guard let noise = noise.noise(of: piece.cell, own: VariancePool(before), without: omission),
                let interval = Contrast.independent(before, noise, [newest], noise)?
                    .predictionInterval(around: before.weightedMean, alpha: alpha, values)
            else { continue }
            intervals[newest.run] = interval
        }
        return intervals
    }

    private func steps(_ pieces: [Piece], _ judge: Judge) -> [Trend.Step] {
        let contrasts = zip(pieces, pieces.dropFirst()).map { before, after in
            judgedCell(before, after)
        }
        // A change of setup asks a question each time, so these are one family; a step inside a setup has passed its test.
        let changes = contrasts.indices.filter { pieces[$0 + 1].kind == .setup }
        var differences: [Int: Difference] = [:]
        for (index, difference) in zip(changes, judge.judge(changes.map { contrasts[$0] })) {
            differences[index] = difference
        }
        for index in contrasts.indices where differences[index] == nil {
            differences[index] = judge.judge([contrasts[index]]).first
        }
        return contrasts.indices.compactMap { index in
            let piece = pieces[index + 1]
            guard let difference = differences[index], let first = piece.repeats.first else { return nil }
            return Trend.Step(
                at: first.run, kind: piece.kind, ratio: difference.ratio ?? 1, interval: difference.interval,
                intervalLevel: difference.intervalLevel, verdict: difference.verdict)
        }
    }

    private func judgedCell(_ before: Piece, _ after: Piece) -> JudgedCell {
        var own = VariancePool(before.repeats)
        own += VariancePool(after.repeats)
        let noise = noise.noise(of: after.cell, own: own)
        return JudgedCell(
            contrast: .independent(before.repeats, noise, after.repeats, noise), direction: after.direction,
            isInFamily: after.direction != nil, isOfOneSetup: false, knownVerdict: nil, logarithms: ([], []))
    }
}

extension Contrast {
    /// Where the second side's value is expected from the first's alone.
    fileprivate func predictionInterval(
        around mean: Double, alpha: Double, _ values: CriticalValues
    ) -> ClosedRange<Double>? {
        guard let noise, let standardError,
            let t = values.critical(noise.degreesOfFreedom, tails: alpha)
        else { return nil }
        return Self.ratio(mean - t * standardError)...Self.ratio(mean + t * standardError)
    }
}
