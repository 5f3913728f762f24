/// Student's two-sample t-test with one variance for both samples.
package struct MeanDifference: Equatable, Sendable {
    /// The second mean less the first.
    package let difference: Double
    /// Two-sided.
    package let p: Double
    /// Of the difference: its variance, with Bessel's correction in both samples, and the degrees of freedom.
    package let variance: Double
    package let degreesOfFreedom: Double

    /// The test of two samples; nil where one is empty, both are single numbers, or a number is not finite.
    package init?(_ first: [Double], _ second: [Double]) {
        guard let a = MeanEstimate(first), let b = MeanEstimate(second), a.count + b.count > 2 else {
            return nil
        }
        difference = b.mean - a.mean
        degreesOfFreedom = Double(a.count + b.count - 2)
        let pooled = (a.sumOfSquares + b.sumOfSquares) / degreesOfFreedom
        variance = pooled * (1 / Double(a.count) + 1 / Double(b.count))
        // Means of equal numbers differ by rounding alone.
        let rounding = 1e-12 * max(abs(a.mean), abs(b.mean))
        p =
            abs(difference) <= rounding
            ? 1
            : StudentT(degreesOfFreedom: degreesOfFreedom)?.twoSidedP(difference / variance.squareRoot()) ?? 1
    }
}
