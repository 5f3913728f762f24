/// The growth of a cumulative counter per unit of the axis, at the end of each step.
///
/// A value that could not be parsed is written as 0, and a restarted container counts from 0 again: both leave a gap.
struct CounterRate {
    private var hasGrown = false
    private var before: (x: Double, value: Double?)?

    /// The growth from the sample before to this one, at `x`; nil for the first sample, which ends no step.
    mutating func next(_ sample: Sample, at x: Double) -> Sample? {
        let value = known(sample.value)
        defer { before = (x, value) }
        guard let before else { return nil }
        return Sample(index: sample.index, value: Self.rate(from: before, to: (x, value)))
    }

    /// The value; nil for a zero after growth.
    private mutating func known(_ value: Double?) -> Double? {
        guard let value else { return nil }
        if value == 0, hasGrown { return nil }
        if value > 0 { hasGrown = true }
        return value
    }

    private static func rate(from: (x: Double, value: Double?), to: (x: Double, value: Double?)) -> Double? {
        guard let start = from.value, let end = to.value, end >= start else { return nil }
        let rate = (end - start) / (to.x - from.x)
        return rate.isFinite ? rate : nil
    }
}
