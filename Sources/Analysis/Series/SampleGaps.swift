import JSON
import Model

/// Which elements of a group's series are no samples, although they are numbers.
///
/// An await in a second without requests is written as 0; Docker writes zeros after the container has ended.
struct SampleGaps {
    /// By the key of a series of awaits: whether the second had no requests.
    private var idle: [String: [Bool]] = [:]
    /// Whether the container had ended; empty where nothing says it.
    private var ended: [Bool] = []

    /// The most series of a group whose gaps are looked for: that reads all of them once more.
    static let seriesLimit = 4_000

    /// No gaps.
    init() {}

    /// Reads the `series` object of a group.
    ///
    /// - Throws: `JSONReadError` where it is no JSON object, or cannot be read.
    init(_ outline: SeriesOutline, from scanner: inout JSONScanner) throws(JSONReadError) {
        switch outline.group {
        case .iostat: try readIdle(outline, &scanner)
        case .docker: try readEnded(outline, &scanner)
        }
    }

    /// Whether an element of a series is no sample.
    func contains(_ index: Int, of key: String) -> Bool {
        if let idle = idle[key], idle.indices.contains(index) { return idle[index] }
        return ended.indices.contains(index) && ended[index]
    }

    private mutating func readIdle(
        _ outline: SeriesOutline, _ scanner: inout JSONScanner
    ) throws(JSONReadError) {
        let places = Dictionary(
            outline.series.compactMap { series in Self.awaitKey(series.meaning).map { (series.place, $0) } },
            uniquingKeysWith: { first, _ in first })
        var place = 0
        try scanner.object { (scanner, _) throws(JSONReadError) in
            defer { place += 1 }
            guard let key = places[place] else { return try scanner.skip() }
            var list: [Bool] = []
            try scanner.array { (scanner) throws(JSONReadError) in list.append(try scanner.sample() == 0) }
            idle[key] = list
        }
    }

    /// The series of awaits of a series of requests.
    private static func awaitKey(_ meaning: MonitoringGroup.Meaning) -> String? {
        guard let disk = meaning.disk else { return nil }
        switch meaning.metric.key {
        case "read_iops": return "\(disk)_read_await"
        case "write_iops": return "\(disk)_write_await"
        default: return nil
        }
    }

    private mutating func readEnded(
        _ outline: SeriesOutline, _ scanner: inout JSONScanner
    ) throws(JSONReadError) {
        guard let limit = outline.series.first(where: { $0.key == "mem_limit_bytes" }) else { return }
        let places = Set(outline.series.map(\.place))
        var zeros = Array(repeating: true, count: limit.count)
        var place = 0
        try scanner.object { (scanner, _) throws(JSONReadError) in
            defer { place += 1 }
            guard places.contains(place) else { return try scanner.skip() }
            let isLimit = place == limit.place
            var index = 0
            try scanner.array { (scanner) throws(JSONReadError) in
                defer { index += 1 }
                let value = try scanner.sample()
                guard zeros.indices.contains(index) else { return }
                // A null says nothing, except of the limit, which decides.
                if isLimit ? value != 0 : (value ?? 0) != 0 { zeros[index] = false }
            }
        }
        ended = zeros
    }
}
