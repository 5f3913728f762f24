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
        let parameters = try Parameters(request, ["from", "limit", "entries"])
        var limits = SummaryLimits()
        limits.benchmarks = try parameters.number("limit", 1...limits.benchmarks) ?? limits.benchmarks
        limits.entries = try parameters.number("entries", 1...limits.entries) ?? limits.entries
        start = try parameters.position("from") ?? .start
        self.limits = limits
    }
}

extension Parameters {
    /// Where a part begins.
    ///
    /// - Throws: `Problem` for what is no such place.
    func position(_ name: String) throws(Problem) -> OutlinePosition? {
        try value(name, takes: "what an earlier answer gave as next, such as 12.0") { OutlinePosition($0) }
    }
}

/// Which bytes of a report are asked for.
struct PartQuery: Equatable {
    let bytes: Range<Int>

    /// Reads `bytes`, `START-END`: from the byte START up to, without, the byte END, both from 0.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such range.
    init(_ request: Request) throws(Problem) {
        let parameters = try Parameters(request, ["bytes"])
        let expected = "START-END, such as 120-180: the first byte, and the one after the last"
        bytes = try parameters.required(
            "bytes", takes: expected, try parameters.value("bytes", takes: expected, Self.range))
    }

    private static func range(_ text: String) -> Range<Int>? {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, bounds.allSatisfy(\.isAllDigits),
            let start = Int(bounds[0]), let end = Int(bounds[1]), start < end
        else { return nil }
        return start..<end
    }
}
