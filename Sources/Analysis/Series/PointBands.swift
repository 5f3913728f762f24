/// Takes the points of a line one by one, and puts neighbouring ones into one: their mean, with the lowest and the highest.
///
/// Of a few points it keeps all. Memory does not grow with the line.
struct PointBands {
    private let count: Int
    /// Of a line of more points than are kept.
    private let bucketCount: Int?
    private var bucket = 0
    private var position = 0
    private var first = 0
    private var last = 0
    private var mean = RunningMean()
    private var band: Sample.Band?
    private var kept: [Sample] = []

    /// A line of `count` points, of which at most `limit` are kept; at least two.
    init(count: Int, limit: Int) {
        self.count = count
        bucketCount = count > max(2, limit) ? max(2, limit) : nil
    }

    /// Takes the next point.
    mutating func add(_ sample: Sample) {
        defer { position += 1 }
        guard let bucketCount else { return kept.append(sample) }
        if position == end(of: bucket, bucketCount) {
            closeBucket()
            bucket += 1
            first = sample.index
        }
        if position == 0 { first = sample.index }
        last = sample.index
        guard let value = sample.value else { return }
        mean.add(value)
        band = Sample.Band(
            lowest: min(band?.lowest ?? value, value), highest: max(band?.highest ?? value, value))
    }

    /// The points that are kept, when all have been taken.
    mutating func finish() -> [Sample] {
        if bucketCount != nil, position > 0 { closeBucket() }
        return kept
    }

    private func end(of bucket: Int, _ bucketCount: Int) -> Int {
        let (product, isHuge) = (bucket + 1).multipliedReportingOverflow(by: count)
        return isHuge ? count : product / bucketCount
    }

    /// Keeps the bucket at its middle; one without a value is a gap.
    private mutating func closeBucket() {
        kept.append(Sample(index: first + (last - first) / 2, value: mean.value, band: band))
        mean = RunningMean()
        band = nil
    }
}
