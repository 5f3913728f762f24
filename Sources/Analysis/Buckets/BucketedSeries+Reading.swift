import JSON
import Model

extension BucketedSeries {
    /// Puts lists into points.
    init(_ lists: [CellSamples.List], of group: MonitoringGroup, _ query: BucketQuery, _ limits: BucketLimits)
    {
        let asked = lists.filter { query.key == nil || $0.key == query.key }
        let shown = asked.prefix(limits.series)
        let points = max(1, min(query.points, limits.points / max(1, shown.count)))
        let samples = Self.samples(of: group, lists)
        self.init(
            group: group, points: points, busy: group == .iostat ? BusyFinder(lists).interval : nil,
            series: shown.map { list in
                let range = query.range.clamped(to: 0..<list.count)
                return Series(
                    key: list.key, metric: list.meaning.metric, disk: list.meaning.disk, count: list.count,
                    range: range, content: Content(list, range, points, samples(list)))
            },
            furtherCount: asked.count - shown.count)
    }

    /// What gives the samples of a list.
    private static func samples(
        of group: MonitoringGroup, _ lists: [CellSamples.List]
    ) -> (CellSamples.List) -> (Int) -> Double? {
        switch group {
        case .iostat: IostatSamples(lists).samples(of:)
        case .docker: DockerSamples(lists).samples(of:)
        }
    }
}

extension BucketedSeries.Content {
    fileprivate init(
        _ list: CellSamples.List, _ range: Range<Int>, _ points: Int, _ sample: (Int) -> Double?
    ) {
        guard range.count > points else {
            self = .values(range.map(list.sample), unsampled: range.filter { sample($0) == nil })
            return
        }
        self = .buckets(
            (0..<points).map { bucket in
                let start = range.lowerBound + bucket * range.count / points
                let end = range.lowerBound + (bucket + 1) * range.count / points
                return BucketedSeries.Bucket(start..<end, sample)
            })
    }
}

extension BucketedSeries.Bucket {
    fileprivate init(_ range: Range<Int>, _ sample: (Int) -> Double?) {
        var running = RunningMean()
        var (lowest, highest) = (Double?.none, Double?.none)
        var count = 0
        for index in range {
            guard let value = sample(index) else { continue }
            running.add(value)
            lowest = min(lowest ?? value, value)
            highest = max(highest ?? value, value)
            count += 1
        }
        self.init(
            range: range, sampleCount: count, lowest: lowest, highest: highest, mean: running.value)
    }
}

/// Reads the lists of a group's series into memory.
struct ListReader {
    private let group: MonitoringGroup
    private let limits: BucketLimits
    private(set) var lists: [CellSamples.List] = []
    /// Whether there is more than the limits allow; then what was read is of no use.
    private(set) var isBeyondLimits = false
    private var sampleCount = 0

    /// A reader of the series of a group.
    init(_ group: MonitoringGroup, _ limits: BucketLimits) {
        self.group = group
        self.limits = limits
    }

    /// Reads a `series` object.
    ///
    /// - Throws: `JSONReadError` where it is no JSON object, or cannot be read.
    mutating func read(_ scanner: inout JSONScanner) throws(JSONReadError) {
        try scanner.object { (scanner, key) throws(JSONReadError) in
            guard !isBeyondLimits, key.text != group.clockKey, try scanner.kind() == .array else {
                return try scanner.skip()
            }
            try readList(&scanner, key.text)
        }
    }

    private mutating func readList(_ scanner: inout JSONScanner, _ key: String) throws(JSONReadError) {
        var list = CellSamples.List(key: key, meaning: group.meaning(ofSeries: key))
        var isOfNumbers = true
        try scanner.array { (scanner) throws(JSONReadError) in
            guard sampleCount < limits.samples else {
                isBeyondLimits = true
                return try scanner.skip()
            }
            switch try scanner.kind() {
            case .number: list.samples.append(try scanner.number())
            case .null:
                list.samples.append(.nan)
                try scanner.skip()
            default:
                isOfNumbers = false
                try scanner.skip()
            }
            sampleCount += 1
        }
        guard isOfNumbers else { return }
        if lists.count == limits.lists { isBeyondLimits = true }
        list.count = list.samples.count
        lists.append(list)
    }
}
