/// What is read off the values of a sample in order of size.
package enum OrderStatistics {
    /// The median, the mean of the two middle values where their number is even; nil for an empty sample or one with a
    /// value that is no number.
    package static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty, !values.contains(where: \.isNaN) else { return nil }
        var rest = values
        let middle = values.count / 2
        guard let upper = rest.select(middle), values.count.isMultiple(of: 2) else { return rest[middle] }
        // All values before the place are at most as large as the one there.
        return rest[..<middle].max().map { $0 / 2 + upper / 2 }
    }

    /// The smallest value that at least a share of the values does not exceed: the percentile by nearest rank.
    ///
    /// - Returns: The value; nil for an empty sample, one with a value that is no number, or a share outside 0 to 1.
    package static func nearestRank(_ values: [Double], share: Double) -> Double? {
        guard !values.isEmpty, !values.contains(where: \.isNaN), (0...1).contains(share) else { return nil }
        // A share such as 0.9 is no binary fraction: 0.9 of 10 values must be 9, not 9.000000000000002.
        let rank = (share * Double(values.count) - 1e-9).rounded(.up)
        let place = Int(exactly: rank) ?? 1
        var rest = values
        return rest.select(min(values.count, max(1, place)) - 1)
    }

    /// The interval of the median between two values of the sample that the sign test gives (Conover 1999, section 3.2).
    ///
    /// - Parameters:
    ///   - values: The sample.
    ///   - level: The least probability that the interval holds the median, above 0 and below 1.
    /// - Returns: The narrowest such interval; nil where the sample is too small for the level, has more than a million
    ///   values, or has a value that is no number.
    package static func medianInterval(_ values: [Double], level: Double) -> ClosedRange<Double>? {
        guard level > 0, level < 1, (1...1_000_000).contains(values.count), !values.contains(where: \.isNaN)
        else { return nil }
        let sorted = values.sorted()
        var low = 0
        var high = (sorted.count + 1) / 2
        while low < high {
            let middle = (low + high + 1) / 2
            if 2 * tail(below: middle, of: sorted.count) <= 1 - level {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low == 0 ? nil : sorted[low - 1]...sorted[sorted.count - low]
    }

    /// The probability of fewer than `count` heads among `total` throws of a coin (DLMF 8.17.5).
    private static func tail(below count: Int, of total: Int) -> Double {
        let (rest, heads) = (Double(total - count + 1), Double(count))
        return IncompleteBeta.regularised(0.5, complement: 0.5, rest, heads) ?? 1
    }
}
