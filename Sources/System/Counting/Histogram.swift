/// How many values fell below each of some bounds, as Prometheus counts them; a value.
package struct Histogram: Equatable, Sendable {
    /// The upper bounds, in rising order; a bound is in its bucket.
    package let bounds: [Double]
    /// The values in each bucket, and at last those above all bounds; not added up.
    package private(set) var counts: [UInt64]
    /// The sum of all values.
    package private(set) var sum = 0.0

    /// An empty histogram.
    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// How many values there are.
    package var count: UInt64 { counts.reduce(0, +) }

    /// Counts a value; one that is no number counts as above all bounds, and adds nothing to the sum.
    package mutating func note(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        if value.isFinite { sum += value }
    }
}
