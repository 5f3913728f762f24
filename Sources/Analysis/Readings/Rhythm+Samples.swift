import Model

extension Rhythm {
    private static let windowCount = 5
    private static let leastCountForWindows = 25
    private static let leastCountForWarmUp = 10
    private static let stallShare = 0.2
    /// Beginnings that move the mean by less are no warm-up.
    private static let warmUpShift = 0.05

    /// Computes the rhythm of the samples of the busy interval, in their order.
    init(key: String, _ samples: [SeriesReading.Sample]) {
        self.init(key: key)
        let values = samples.map(\.value)
        windows = Self.windows(of: values)
        stalls = Self.stalls(in: values)
        warmUp = Self.warmUp(of: samples)
    }

    private static func windows(of values: [Double]) -> Windows? {
        guard values.count >= leastCountForWindows else { return nil }
        let size = values.count / windowCount
        let kept = values.suffix(size * windowCount)
        let means = (0..<windowCount).compactMap { Moments(kept.dropFirst($0 * size).prefix(size)).mean }
        guard means.count == windowCount else { return nil }
        return Windows(means: means)
    }

    private static func stalls(in values: [Double]) -> Stalls? {
        guard let median = OrderStatistics.median(values) else { return nil }
        guard median > 0 else { return nil }
        var (count, longest, low, current) = (0, 0, 0, 0)
        for value in values {
            guard value < stallShare * median else {
                current = 0
                continue
            }
            if current == 0 { count += 1 }
            current += 1
            low += 1
            longest = max(longest, current)
        }
        return Stalls(count: count, longest: longest, share: Double(low) / Double(values.count))
    }

    /// White's marginal standard error rule (MSER): the beginning is cut where the standard error of the rest is least.
    private static func warmUp(of samples: [SeriesReading.Sample]) -> WarmUp? {
        guard samples.count >= leastCountForWarmUp, let all = Moments(samples.map(\.value)).mean,
            let first = samples.first
        else { return nil }
        let cut = leastError(samples.map { $0.value - all })
        guard cut <= samples.count / 2 else { return WarmUp(end: nil, meanWith: all, meanWithout: nil) }
        guard let rest = Moments(samples.dropFirst(cut).map(\.value)).mean,
            abs(rest - all) > warmUpShift * abs(all)
        else { return WarmUp(end: first.index, meanWith: all, meanWithout: all) }
        return WarmUp(end: samples[cut].index, meanWith: all, meanWithout: rest)
    }

    /// After how many deviations the standard error of the rest's mean is least; at least five are left.
    private static func leastError(_ deviations: [Double]) -> Int {
        let all = deviations.reduce(0) { $0 + $1 * $1 }
        // Errors that differ by less are equal, and of equal ones the earliest counts.
        let rounding = all / Double(deviations.count * deviations.count) * 1e-9
        var (sum, squares, best, bestError) = (0.0, 0.0, 0, Double.infinity)
        for (index, deviation) in deviations.enumerated().reversed() {
            sum += deviation
            squares += deviation * deviation
            let count = Double(deviations.count - index)
            guard count >= 5 else { continue }
            let error = (squares - sum * sum / count) / (count * count)
            if error <= bestError + rounding { (best, bestError) = (index, min(error, bestError)) }
        }
        return best
    }
}

extension Rhythm.Windows {
    /// Computes the rule from the means of the windows, in their order; nil where they are none around 0.
    init?(means: [Double]) {
        let count = Double(means.count)
        guard let lowest = means.min(), let highest = means.max(), let mean = Moments(means).mean else {
            return nil
        }
        let middle = (count - 1) / 2
        var (products, squares) = (0.0, 0.0)
        for (index, value) in means.enumerated() {
            let distance = Double(index) - middle
            products += distance * (value - mean)
            squares += distance * distance
        }
        self.init(
            mean: mean, lowest: lowest, highest: highest, slope: products / squares, windowCount: means.count)
    }

    /// Computes the rule from what is known of the windows; the slope is per window.
    init?(mean: Double, lowest: Double, highest: Double, slope: Double, windowCount: Int = 5) {
        let range = (highest - lowest) / mean
        let excursion = abs(slope * Double(windowCount - 1) / mean)
        guard range.isFinite, excursion.isFinite else { return nil }
        self.init(range: range, excursion: excursion)
    }
}
