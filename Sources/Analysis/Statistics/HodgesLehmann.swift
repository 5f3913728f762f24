/// The shift between two samples (Hodges and Lehmann 1963).
package enum HodgesLehmann {
    /// The median of all differences of a value of `second` and one of `first`.
    ///
    /// - Returns: The shift; nil where a sample is empty, has a value that is not finite, or has more than 1,000 values.
    package static func shift(from first: [Double], to second: [Double]) -> Double? {
        guard first.count <= 1_000, second.count <= 1_000, (first + second).allSatisfy(\.isFinite) else {
            return nil
        }
        return OrderStatistics.median(second.flatMap { value in first.map { value - $0 } })
    }
}
