/// The exact test of Mann and Whitney (1947): whether one of two samples tends to larger values.
package struct MannWhitney: Equatable, Sendable {
    /// The pairs in which the first sample's value is the larger; an equal pair counts half.
    package let u: Double
    /// Two-sided: twice the smaller tail, at most 1; nil where a sample has more than `largestSample` values.
    ///
    /// It is exact with equal values too: over all ways to deal the ranks, where equal values have the mean of their
    /// ranks.
    package let p: Double?

    package static let largestSample = 30

    /// The test of two samples; nil where one is empty or has a value that is not finite.
    package init?(_ first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty, (first + second).allSatisfy(\.isFinite) else { return nil }
        let ranks = Self.doubledRanks(first + second)
        let sum = ranks.prefix(first.count).reduce(0, +)
        let count = Double(first.count)
        u = Double(sum) / 2 - count * (count + 1) / 2
        let isSmall = max(first.count, second.count) <= Self.largestSample
        p = isSmall ? Self.twoSidedP(of: sum, ranks, taking: first.count) : nil
    }

    /// Twice the rank of each value, so that the mean rank of equal values is whole.
    private static func doubledRanks(_ values: [Double]) -> [Int] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Int](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = start + end + 1 }
            start = end
        }
        return ranks
    }

    private static func twoSidedP(of sum: Int, _ ranks: [Int], taking count: Int) -> Double {
        let ways = self.ways(ranks, taking: count)
        let all = ways.reduce(0, +)
        let atMost = ways.prefix(sum + 1).reduce(0, +)
        let atLeast = ways.dropFirst(sum).reduce(0, +)
        return min(1, 2 * min(atMost, atLeast) / all)
    }

    /// In how many ways `count` of the ranks have each sum, by the recurrence over the ranks.
    private static func ways(_ ranks: [Int], taking count: Int) -> [Double] {
        let largest = ranks.reduce(0, +)
        var ways = [[Double]](repeating: [Double](repeating: 0, count: largest + 1), count: count + 1)
        ways[0][0] = 1
        var reached = 0
        for rank in ranks {
            for taken in stride(from: count, to: 0, by: -1) {
                for sum in 0...reached where ways[taken - 1][sum] > 0 {
                    ways[taken][sum + rank] += ways[taken - 1][sum]
                }
            }
            reached += rank
        }
        return ways[count]
    }
}
