import Glibc

/// Where on a line of pixels a value is.
struct AxisScale: Equatable, Sendable {
    let isLog: Bool
    /// The values at both ends; of a logarithmic scale above 0.
    let domain: ClosedRange<Double>
    /// The pixels of these ends; the second may be the smaller.
    let start: Double
    let end: Double

    /// The place of a value, which may lie outside of the ends; nil for one without a place.
    func position(_ value: Double) -> Double? {
        guard value.isFinite, !isLog || value > 0 else { return nil }
        let share = isLog ? logShare(value) : linearShare(value)
        return share.isFinite ? start + max(-10, min(10, share)) * (end - start) : nil
    }

    /// The place of a value, at the nearer end for one that lies outside.
    func clamped(_ value: Double) -> Double {
        position(max(domain.lowerBound, min(domain.upperBound, value))) ?? start
    }

    /// Divided before it is subtracted: the ends may be as far apart as doubles are.
    private func linearShare(_ value: Double) -> Double {
        let scale = max(abs(domain.lowerBound), abs(domain.upperBound))
        guard scale > 0 else { return 0 }
        let (low, high) = (domain.lowerBound / scale, domain.upperBound / scale)
        return high > low ? (value / scale - low) / (high - low) : 0
    }

    private func logShare(_ value: Double) -> Double {
        let (low, high) = (log10(domain.lowerBound), log10(domain.upperBound))
        return high > low ? (log10(value) - low) / (high - low) : 0
    }

    /// The ends for values that are drawn from zero: 0 is one of them, or between them.
    static func linearDomain(_ values: some Sequence<Double>) -> ClosedRange<Double> {
        let finite = values.filter(\.isFinite)
        let (low, high) = (min(0, finite.min() ?? 0), max(0, finite.max() ?? 0))
        return low < high ? low...high : 0...1
    }

    /// The ends of a logarithmic scale: whole powers of ten around what is above 0.
    static func logDomain(_ values: some Sequence<Double>) -> ClosedRange<Double> {
        let positive = values.filter { $0.isFinite && $0 > 0 }
        guard let least = positive.min(), let most = positive.max() else { return 1...10 }
        // The power above the largest double is no number.
        let low = max(-300, min(307, floor(log10(least))))
        let high = max(low + 1, min(308, ceil(log10(most))))
        return pow(10, low)...pow(10, high)
    }
}
