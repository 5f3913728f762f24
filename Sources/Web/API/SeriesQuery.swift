import Analysis
import HTTP
import JSON
import Model

/// Which entries' series are to be drawn, and with how many points.
struct SeriesQuery: Equatable {
    let start: OutlinePosition
    let entryLimit: Int
    let limits: SeriesLimits

    /// Reads `from`, `entries`, `points` (of a line), `bands`, and `start` and `end` (of the axis).
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let parameters = try Parameters(request, ["from", "entries", "points", "bands", "start", "end"])
        var limits = SeriesLimits()
        limits.linePoints = try parameters.number("points", 2...limits.linePoints) ?? limits.linePoints
        limits.hasBands = try parameters.flag("bands") ?? false
        limits.window = try Self.window(parameters)
        let entryLimit = SummaryLimits().entries
        start = try parameters.position("from") ?? .start
        self.entryLimit = try parameters.number("entries", 1...entryLimit) ?? entryLimit
        self.limits = limits
    }

    private static func window(_ parameters: Parameters) throws(Problem) -> TimeWindow? {
        let start = try parameters.axisPlace("start")
        let end = try parameters.axisPlace("end")
        if start == nil, end == nil { return nil }
        let window = TimeWindow(start: start ?? 0, end: end ?? 1e15)
        guard window.start < window.end else {
            throw Problem(
                .requestMalformed, "The parameter end takes a number above start, which is \(window.start).")
        }
        return window
    }
}

extension Parameters {
    /// A place on the horizontal axis of a figure.
    ///
    /// - Throws: `Problem` for what is no such number.
    fileprivate func axisPlace(_ name: String) throws(Problem) -> Double? {
        try value(name, takes: "a number from 0 to 1e15, such as 12.5") { text in
            guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }) else {
                return nil
            }
            return Double(text).flatMap { (0...1e15).contains($0) ? $0 : nil }
        }
    }
}

/// Which cell's series are asked for, and of them which part in which points.
struct CellSeriesQuery: Equatable {
    let benchmark: String
    let filesystem: String
    let group: MonitoringGroup
    /// Nil for the series as they are in the report.
    let part: BucketQuery?

    /// Of each series, if the request does not say how many.
    private static let usualPoints = 2_000

    /// Reads `benchmark`, `filesystem` and `group`; and `points`, `from`, `to` and `key`, each of which asks for points.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let cell = ["benchmark", "filesystem", "group"]
        let part = ["points", "from", "to", "key"]
        let parameters = try Parameters(request, cell + part)
        benchmark = try parameters.required(
            "benchmark", takes: "the name of a benchmark", parameters["benchmark"])
        filesystem = try parameters.required(
            "filesystem", takes: "the name of a filesystem", parameters["filesystem"])
        group = try parameters.required(
            "group", takes: "one of \(MonitoringGroup.allCases.map(\.rawValue).joined(separator: ", "))",
            try parameters.choice("group", of: MonitoringGroup.self))
        let isInPoints = part.contains { parameters[$0] != nil }
        self.part = isInPoints ? try Self.part(parameters) : nil
    }

    private static func part(_ parameters: Parameters) throws(Problem) -> BucketQuery {
        let start = try parameters.number("from", 0...999_999_999) ?? 0
        let end = try parameters.number("to", 1...1_000_000_000) ?? 1_000_000_000
        guard start < end else {
            throw Problem(
                .requestMalformed,
                "The parameter to takes a number above from, which is \(start), not \(end): the sample after the last."
            )
        }
        return BucketQuery(
            range: start..<end, points: try parameters.number("points", 1...10_000) ?? usualPoints,
            key: parameters["key"].map { ShortName.of($0) })
    }
}
