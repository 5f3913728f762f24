import Analysis
import HTTP
import JSON
import Model
import System

/// What is asked for of a summary.
struct SummaryQuery: Equatable {
    let start: OutlinePosition
    let limits: SummaryLimits

    /// Reads `from`, `limit` (benchmarks) and `entries`.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        var start = OutlinePosition.start
        var limits = SummaryLimits()
        for item in request.decodedTarget?.query ?? [] {
            switch item.name {
            case "from": start = try Self.position(item.value)
            case "limit": limits.benchmarks = try Self.count(item, most: SummaryLimits().benchmarks)
            case "entries": limits.entries = try Self.count(item, most: SummaryLimits().entries)
            default: throw .unknownParameter(item.name)
            }
        }
        (self.start, self.limits) = (start, limits)
    }

    /// Where a part begins; the start for nil.
    static func position(_ text: String?) throws(Problem) -> OutlinePosition {
        guard let text else { return .start }
        guard let position = OutlinePosition(text) else {
            throw Problem(
                .requestMalformed,
                "The parameter from must be what an earlier answer gave as next, such as 12.0.")
        }
        return position
    }

    /// A number in a range; a `Problem` for anything else.
    fileprivate static func count(
        _ item: RequestTarget.QueryItem, least: Int = 1, most: Int
    ) throws(Problem) -> Int {
        guard let count = Int(item.value), (least...most).contains(count) else {
            throw Problem(
                .requestMalformed, "The parameter \(item.name) must be a number from \(least) to \(most).")
        }
        return count
    }
}

/// Which entries' series are to be drawn, and with how many points.
struct SeriesQuery: Equatable {
    let start: OutlinePosition
    let entryLimit: Int
    let limits: SeriesLimits

    /// Reads `from`, `entries` and `points` (of a line).
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        var start = OutlinePosition.start
        var entryLimit = SummaryLimits().entries
        var limits = SeriesLimits()
        for item in request.decodedTarget?.query ?? [] {
            switch item.name {
            case "from": start = try SummaryQuery.position(item.value)
            case "entries": entryLimit = try SummaryQuery.count(item, most: SummaryLimits().entries)
            case "points":
                limits.linePoints = try SummaryQuery.count(item, least: 2, most: SeriesLimits().linePoints)
            default: throw .unknownParameter(item.name)
            }
        }
        (self.start, self.entryLimit, self.limits) = (start, entryLimit, limits)
    }
}

/// Which bytes of a report are asked for.
struct PartQuery: Equatable {
    let bytes: Range<Int>

    /// Reads `bytes`, `START-END`: from the byte START up to, without, the byte END, both from 0.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such range.
    init(_ request: Request) throws(Problem) {
        var bytes: Range<Int>?
        for item in request.decodedTarget?.query ?? [] {
            guard item.name == "bytes" else { throw .unknownParameter(item.name) }
            bytes = Self.range(item.value)
        }
        guard let bytes else {
            throw Problem(
                .requestMalformed,
                "The parameter bytes must be START-END, such as 120-180: the first byte, and the one after the last."
            )
        }
        self.bytes = bytes
    }

    private static func range(_ text: String) -> Range<Int>? {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, bounds.allSatisfy(\.isAllDigits),
            let start = Int(bounds[0]), let end = Int(bounds[1]), start < end
        else { return nil }
        return start..<end
    }
}

extension Problem {
    /// A parameter that is not understood would change what the answer means, so none is passed over.
    static func unknownParameter(_ name: String) -> Problem {
        Problem(.requestMalformed, "There is no parameter \(JSONPointer.quoted(name)).")
    }
}
