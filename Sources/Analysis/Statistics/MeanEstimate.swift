/// Mean and spread of numbers.
package struct MeanEstimate: Equatable, Sendable {
    package let count: Int
    package let mean: Double
    /// The sum of the squares of the distances to the mean.
    package let sumOfSquares: Double

    /// Of at least one finite number; nil where there is none, one is not finite, or their spread is beyond a Double.
    package init?(_ values: [Double]) {
        guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + $1 / count }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard mean.isFinite, squares.isFinite else { return nil }
        self.count = values.count
        self.mean = mean
        sumOfSquares = squares
    }

    /// With Bessel's correction; nil for a single number.
    package var variance: Double? { count > 1 ? sumOfSquares / Double(count - 1) : nil }

    /// The interval of the mean by Student's t; nil for a single number or a level outside 0 to 1.
    package func meanInterval(level: Double) -> ClosedRange<Double>? {
        interval(level: level, varianceFactor: 1 / Double(count))
    }

    /// Where the next number lies with the probability `level` (Student's t, variance s²(1 + 1/n)); nil as for the mean.
    package func predictionInterval(level: Double) -> ClosedRange<Double>? {
        interval(level: level, varianceFactor: 1 + 1 / Double(count))
    }

    private func interval(level: Double, varianceFactor: Double) -> ClosedRange<Double>? {
        guard let variance, level > 0, level < 1,
            let t = StudentT(degreesOfFreedom: Double(count - 1))?.critical(tails: 1 - level)
        else { return nil }
        let half = t * (variance * varianceFactor).squareRoot()
        return half.isFinite ? (mean - half)...(mean + half) : nil
    }
}
