/// A part of the horizontal axis of some figures, in its unit.
package struct TimeWindow: Equatable, Sendable {
    package let start: Double
    package let end: Double

    /// Makes the value from its fields; nothing is checked.
    package init(start: Double, end: Double) {
        self.start = start
        self.end = end
    }

    /// The numbers of the samples in the window, and of one more on each side, so that lines reach its edges.
    ///
    /// - Parameters:
    ///   - count: How many samples there are.
    ///   - time: When a sample was taken; it grows with the number.
    /// - Returns: A range, empty where there are no samples.
    func numbers(among count: Int, at time: (Int) -> Double) -> Range<Int> {
        let from = Self.first(among: count) { time($0) >= start }
        let to = Self.first(among: count) { time($0) > end }
        return max(0, from - 1)..<max(max(0, from - 1), min(count, to + 1))
    }

    /// The first number that fulfils what all after it fulfil; `count` if none does.
    private static func first(among count: Int, _ fulfils: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if fulfils(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
