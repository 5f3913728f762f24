/// Takes the points of a line one by one, and keeps so many that every extreme is seen.
///
/// Of a few points it keeps all, of many the lowest and the highest of each bucket, in their order. Memory does not grow
/// with the line.
struct PointThinner {
    private let count: Int
    /// Of a line of more points than are kept.
    private let bucketCount: Int?
    private var bucket = 0
    private var position = 0
    private var first: Sample?
    private var lowest: Sample?
    private var highest: Sample?
    private var kept: [Sample] = []

    /// A line of `count` points, of which at most `limit` are kept; at least two.
    init(count: Int, limit: Int) {
        self.count = count
        bucketCount = count > max(2, limit) ? max(2, limit) / 2 : nil
    }

    /// Takes the next point.
    mutating func add(_ sample: Sample) {
        defer { position += 1 }
        guard let bucketCount else { return kept.append(sample) }
        if position == end(of: bucket, bucketCount) {
            closeBucket()
            bucket += 1
        }
        if first == nil { first = sample }
        guard let value = sample.value else { return }
        if value < lowest?.value ?? .infinity { lowest = sample }
        if value > highest?.value ?? -.infinity { highest = sample }
    }

    /// The points that are kept, when all have been taken.
    mutating func finish() -> [Sample] {
        closeBucket()
        return kept
    }

    private func end(of bucket: Int, _ bucketCount: Int) -> Int {
        let (product, isHuge) = (bucket + 1).multipliedReportingOverflow(by: count)
        return isHuge ? count : product / bucketCount
    }

    /// Keeps the extremes of the bucket, or one point of it where all is gap.
    private mutating func closeBucket() {
        if let lowest, let highest {
            kept.append(lowest.index <= highest.index ? lowest : highest)
            if lowest.index != highest.index {
                kept.append(lowest.index < highest.index ? highest : lowest)
            }
        } else if let first {
            kept.append(first)
        }
        (first, lowest, highest) = (nil, nil, nil)
    }
}
