import Analysis
import Drawing

/// A series as the points of a line.
struct SeriesPoints: Equatable {
    /// In the order of the samples; nil where nothing was recorded.
    let points: [LineChart.Point?]

    private static let stallShare = 0.2

    /// The points of a series from a sample on: what lies before is no sample.
    init(_ series: BucketedSeries.Series, from start: Int) {
        switch series.content {
        case .values(let values, let unsampled):
            let gaps = Set(unsampled)
            points = zip(series.range, values).filter { $0.0 >= start }.map { sample, value in
                guard let value, !gaps.contains(sample) else { return nil }
                return LineChart.Point(
                    samples: sample..<(sample + 1), lowest: value, mean: value, highest: value)
            }
        case .buckets(let buckets):
            points = buckets.filter { $0.range.upperBound > start }.map { bucket in
                guard let lowest = bucket.lowest, let highest = bucket.highest else { return nil }
                return LineChart.Point(
                    samples: bucket.range, lowest: lowest, mean: bucket.mean ?? lowest / 2 + highest / 2,
                    highest: highest)
            }
        }
    }

    /// Where the series lies below a fifth of its median while the workload was at work.
    func stalls(in busy: ClosedRange<Int>?) -> [Range<Int>] {
        guard let busy else { return [] }
        let atWork = points.compactMap(\.self).filter {
            busy.lowerBound <= $0.samples.lowerBound && $0.samples.upperBound - 1 <= busy.upperBound
        }
        let sorted = atWork.map(\.mean).sorted()
        guard !sorted.isEmpty, sorted[sorted.count / 2] > 0 else { return [] }
        let limit = sorted[sorted.count / 2] * Self.stallShare
        var stalls: [Range<Int>] = []
        for point in atWork where point.highest < limit {
            if let last = stalls.last, last.upperBound == point.samples.lowerBound {
                stalls[stalls.count - 1] = last.lowerBound..<point.samples.upperBound
            } else {
                stalls.append(point.samples)
            }
        }
        return stalls
    }
}
