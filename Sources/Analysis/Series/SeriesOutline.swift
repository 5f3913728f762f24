import JSON
import Model

/// Which series one group of an entry holds: their keys, what these mean, and how many samples each has.
struct SeriesOutline {
    /// A list of numbers and nulls.
    struct Series: Equatable {
        let key: String
        let meaning: MonitoringGroup.Meaning
        /// Its place among all members of the group's `series`, from 0.
        let place: Int
        let count: Int
    }

    /// The series that says when the others were sampled.
    struct Clock: Equatable {
        /// In bytes, from the section's first.
        let range: Range<Int>
        let count: Int
        let first: Double?
        let last: Double?
    }

    let group: MonitoringGroup
    /// What can be drawn, in the order of the report; without the clock.
    private(set) var series: [Series] = []
    private(set) var clock: Clock?
    /// How many keys came after the most that are looked at.
    private(set) var furtherCount = 0
    /// How many samples all lists have.
    private(set) var sampleCount = 0
    /// The length of the longest series, the clock included.
    private var longest = 0
    private var place = 0

    /// An entry without series of a group.
    init(_ group: MonitoringGroup) { self.group = group }

    /// Reads a `series` object.
    ///
    /// - Parameters:
    ///   - group: Which group the series are of.
    ///   - limit: How many series are looked at.
    ///   - scanner: At the object.
    /// - Throws: `JSONReadError` where it is no JSON object, or cannot be read.
    init(
        _ group: MonitoringGroup, limit: Int, from scanner: inout JSONScanner
    ) throws(JSONReadError) {
        self.init(group)
        try scanner.object { (scanner, key) throws(JSONReadError) in
            defer { place += 1 }
            guard try scanner.kind() == .array else { return try scanner.skip() }
            guard series.count < limit || key.text == group.clockKey else {
                furtherCount += 1
                return try scanner.skip()
            }
            try readList(&scanner, key.text)
        }
    }

    /// First and last time; nil where the series span no time.
    var span: SeriesSpan? {
        guard longest > 0 else { return nil }
        let last = clock?.count == longest ? clock?.last : nil
        return SeriesSpan(start: clock?.first ?? 0, end: last ?? Double(longest - 1))
    }

    /// The disks that the series speak of.
    var disks: Set<String> { Set(series.compactMap(\.meaning.disk)) }

    private mutating func readList(_ scanner: inout JSONScanner, _ key: String) throws(JSONReadError) {
        let start = scanner.offset
        let list = try SampleList(from: &scanner, keepsEnds: key == group.clockKey)
        sampleCount += list.count
        guard list.isOfNumbers else { return }
        longest = max(longest, list.count)
        if key == group.clockKey {
            clock = Clock(
                range: start..<scanner.offset, count: list.count, first: list.first, last: list.last)
        } else {
            series.append(
                Series(
                    key: key, meaning: group.meaning(ofSeries: key), place: place, count: list.count))
        }
    }
}

/// What a look at a list of samples tells.
private struct SampleList {
    private(set) var count = 0
    private(set) var isOfNumbers = true
    private(set) var first: Double?
    private(set) var last: Double?

    init(from scanner: inout JSONScanner, keepsEnds: Bool) throws(JSONReadError) {
        try scanner.array { (scanner) throws(JSONReadError) in
            switch try scanner.kind() {
            case .number where keepsEnds:
                last = try scanner.number()
                if count == 0 { first = last }
            case .number: try scanner.skipNumber()
            case .null:
                try scanner.skip()
                last = nil
            default:
                isOfNumbers = false
                try scanner.skip()
            }
            count += 1
        }
    }
}
