import Glibc

/// The mean of ratios.
package enum GeometricMean {
    /// The geometric mean of numbers, each with a weight (1 where there are none).
    ///
    /// - Returns: The mean; nil where there is no number, one is not finite and above 0, or the weights do not go with them.
    package static func of(_ values: [Double], weights: [Double]? = nil) -> Double? {
        let weights = weights ?? [Double](repeating: 1, count: values.count)
        guard !values.isEmpty, values.count == weights.count, values.allSatisfy({ $0.isFinite && $0 > 0 }),
            weights.allSatisfy({ $0.isFinite && $0 > 0 })
        else { return nil }
        let sum = zip(values, weights).reduce(0) { $0 + log($1.0) * $1.1 }
        return exp(sum / weights.reduce(0, +))
    }
}
