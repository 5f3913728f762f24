/// The line that has the least sum of squared vertical distances to points (Legendre 1805).
package struct LeastSquares: Equatable, Sendable {
    package let slope: Double
    package let intercept: Double

    /// The line of points; nil where there are fewer than two, all have one x, or a number is not finite.
    package init?(points: [(x: Double, y: Double)]) {
        guard points.count > 1, let x = MeanEstimate(points.map(\.x)), let y = MeanEstimate(points.map(\.y)),
            x.sumOfSquares > 0
        else { return nil }
        let products = points.reduce(0) { $0 + ($1.x - x.mean) * ($1.y - y.mean) }
        let slope = products / x.sumOfSquares
        let intercept = y.mean - slope * x.mean
        guard slope.isFinite, intercept.isFinite else { return nil }
        self.slope = slope
        self.intercept = intercept
    }

    /// The line through values at 0, 1, 2, ...
    package init?(_ values: [Double]) {
        self.init(points: values.enumerated().map { (Double($0.offset), $0.element) })
    }
}
