import TestSupport
import Testing

@testable import JSON
@testable import Model
@testable import Reports
@testable import System

/// Reports that a benchmark's name or number makes large.
private enum Wide {
    static func report(benchmarks: Int, entries: (Int) -> String) -> String {
        let members = (0..<benchmarks).map { "\"b\($0)\":{\(entries($0))}" }
        return "{\"data\":{\(members.joined(separator: ","))}}"
    }
}

@Suite struct `What is outlined of a report` {
    @Test func `a name of 256 bytes stands for itself, a longer one for its beginning and its digest`() throws
    {
        let whole = String(repeating: "n", count: 256)
        let long = String(repeating: "é", count: 150)
        let text = "{\"data\":{\"\(whole)\":{\"\(long)\":{}}}}"
        let report = try ReportReader.read(text)
        #expect(report.benchmarks.map(\.name) == [Report.Name(whole)])
        let name = try #require(report.filesystems.first)
        #expect(
            name.text == String(repeating: "é", count: 100) + "…"
                + Digest.of(Array(long.utf8)).description.prefix(16))
        #expect(name.text == ShortName.of(long))
        let range = try #require(name.range)
        #expect(String(decoding: Array(text.utf8)[range], as: UTF8.self) == long)
    }

    @Test func `long names that differ only at their end stay apart, and the same one twice is refused`()
        throws
    {
        let front = String(repeating: "x", count: 5_000)
        let report = try ReportReader.read("{\"data\":{\"\(front)1\":{},\"\(front)2\":{}}}")
        #expect(Set(report.benchmarks.map(\.name.text)).count == 2)
        let error = #expect(throws: ReportFault.self) {
            try ReportReader.read("{\"data\":{\"\(front)1\":{},\"\(front)1\":{}}}")
        }
        #expect(error?.problem.kind == .reportSyntax)
    }

    @Test func `more entries than are read are refused, with the place`() throws {
        let fits = Wide.report(benchmarks: 100) { _ in
            (0..<1_000).map { "\"f\($0)\":{}" }.joined(separator: ",")
        }
        #expect(
            try ReportReader.read(fits).counts
                == ReportCounts(benchmarks: 100, filesystems: 1_000, entries: 100_000))
        let tooMany = Wide.report(benchmarks: 100_001) { _ in "" }
        let error = #expect(throws: ReportFault.self) { try ReportReader.read(tooMany) }
        #expect(error?.problem.kind == .reportTooLarge)
        #expect(error?.problem.detail.contains("more than 100000 cells") == true)
    }

    @Test func `more keys in one object than are read are refused`() throws {
        let keys = (0...1_000_000).map { "\"k\($0)\":1" }.joined(separator: ",")
        let error = #expect(throws: ReportFault.self) {
            try ReportReader.read("{\"data\":{},\"x\":{\(keys)}}")
        }
        #expect(error?.problem.kind == .reportTooLarge)
    }

    @Test func `unknown parts are outlined up to a limit, and the others are counted`() throws {
        let parts = (0..<150).map { "\"u\($0)\":\($0)" }.joined(separator: ",")
        let report = try ReportReader.read(Wide.report(benchmarks: 300) { _ in "\"f\":{\(parts)}" })
        let found = report.benchmarks.map { $0.entries[0].parts }
        #expect(found.first?.others.count == 100 && found.first?.hiddenCount == 50)
        #expect(found.reduce(0) { $0 + $1.others.count } == 20_000)
        #expect(found.reduce(0) { $0 + $1.others.count + $1.hiddenCount } == 300 * 150)
    }

    @Test func `the system's description is outlined after any number of other members`() throws {
        let members = (0..<1_500).map { "\"m\($0)\":0" }.joined(separator: ",")
        let report = try ReportReader.read("{\(members),\"system_info\":{\"a\":1},\"data\":{}}")
        #expect(report.parts.others.last?.pointer == "/system_info")
        #expect(report.parts.hiddenCount == 500)
    }

    @Test(arguments: [
        [UInt8](), [1], [1, 9, 0, 0], [0, 1, 200, 1],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
    ])
    func `bytes that are no parts are none`(_ bytes: [UInt8]) {
        #expect(ReportParts(bytes: bytes, of: 1000) == nil)
    }

    @Test func `parts are the same after they were written as distances, in any order`() {
        let first = ReportParts(
            sections: [(.plot, 500), (.table, 10), (.iostatSeries, 700)].map { (section, start) in
                ReportParts.Section(section: section, range: start..<start + 100)
            }, others: [Report.Part(pointer: "/é", range: 300..<300)], hiddenCount: 7)
        let second = ReportParts(
            sections: [ReportParts.Section(section: .dockerPlot, range: 0..<1_000)], others: [],
            hiddenCount: 0)
        var (written, read) = (0, 0)
        let pieces = [first, ReportParts(), second].map { $0.distances(from: &written) }
        let found = pieces.map { ReportParts(distances: $0, from: &read, of: 1_000) }
        #expect(found == [first, ReportParts(), second])
        #expect(written == 1_000 && read == 1_000)
        read = 0
        #expect(ReportParts(distances: pieces[0], from: &read, of: 799) == nil)
        // Which begins before the report.
        read = 0
        #expect(ReportParts(distances: [1, 0, 21, 30, 0, 0], from: &read, of: 1_000) == nil)
        read = .max
        #expect(ReportParts(distances: [1, 0, 2, 30, 0, 0], from: &read, of: .max) == nil)
    }

    @Test func `parts that end after the report are none`() {
        let sections = [ReportParts.Section(section: .plot, range: 10..<20)]
        let others = [Report.Part(pointer: "/a", range: 20..<40)]
        let parts = ReportParts(sections: sections, others: others, hiddenCount: 1)
        #expect(ReportParts(bytes: parts.bytes, of: 40) == parts)
        #expect(ReportParts(bytes: parts.bytes, of: 39) == nil)
        let last = ReportParts(
            sections: [ReportParts.Section(section: .plot, range: 0..<(.max))], others: [], hiddenCount: 0)
        #expect(ReportParts(bytes: last.bytes, of: .max) == last)
        #expect(ReportParts(bytes: last.bytes, of: .max - 1) == nil)
        // More hidden parts than bytes would be no sum.
        let hidden = ReportParts(sections: [], others: [], hiddenCount: 41)
        #expect(ReportParts(bytes: hidden.bytes, of: 40) == nil)
        #expect(ReportParts(bytes: hidden.bytes, of: 41) == hidden)
    }
}

@Suite struct `An excerpt of a value` {
    private static func excerpt(
        _ text: String, first count: Int? = nil, _ change: (inout JSONExcerptLimits) -> Void = { _ in }
    ) -> JSONExcerpt.Result {
        var limits = JSONExcerptLimits()
        change(&limits)
        var excerpt = JSONExcerpt(limits)
        return excerpt.read(Array(text.utf8.prefix(count ?? .max)), of: text.utf8.count)
    }

    @Test func `a value within the limits is whole`() throws {
        let text = #"{"a":[1,2.50,{"b":null}],"c":"d"}"#
        #expect(Self.excerpt(text) == JSONExcerpt.Result(value: try JSONValue(parsing: Array(text.utf8))))
    }

    @Test func `bytes that end early give the members that they hold whole, and where the rest is`() {
        let result = Self.excerpt(#"{"a":1,"b":{"c":2},"d":3}"#, first: 15)
        #expect(result.value == ["a": 1])
        #expect(result.omissions == [JSONExcerpt.Omission(pointer: "", range: 6..<25)])
    }

    @Test(arguments: [11, 12, 13]) func `a number is shown with all of its digits, or not`(_ count: Int) {
        let result = Self.excerpt(#"{"a":1,"b":1234}"#, first: count)
        #expect(result.value == ["a": 1])
        #expect(result.omissions == [JSONExcerpt.Omission(pointer: "", range: 6..<16)])
        #expect(Self.excerpt("1234", first: 2).value == nil)
        #expect(Self.excerpt("1234").value == 1234)
    }

    @Test func `members beyond the limit are left out`() {
        let result = Self.excerpt(#"{"a":[1,2,3],"b":4}"#) { $0.memberCount = 3 }
        #expect(result.value == ["a": [1, 2]])
        #expect(result.omissions.map(\.pointer) == ["/a", ""])
        #expect(result.omissions[0].range == 9..<12 && result.omissions[1].range == 12..<19)
    }

    @Test func `a long string and deep nesting are cut`() {
        let result = Self.excerpt(#"{"s":"äöü","n":[[[1]]]}"#) {
            $0.stringByteCount = 3
            $0.depth = 3
        }
        #expect(result.value == ["s": "ä…", "n": [["…"]]])
        #expect(result.omissions.map(\.pointer) == ["/s", "/n/0/0"])
    }

    @Test func `of a value of which nothing can be shown there is none`() {
        let result = Self.excerpt(#""abcdef""#, first: 4)
        #expect(
            result
                == JSONExcerpt.Result(
                    value: nil, omissions: [JSONExcerpt.Omission(pointer: "", range: 0..<8)]))
    }
}

@Suite struct `A place in an outline` {
    @Test(arguments: [("0.0", 0, 0), ("12.3", 12, 3), ("7", 7, 0)])
    func `is a text and back`(_ text: String, _ benchmark: Int, _ entry: Int) {
        #expect(OutlinePosition(text) == OutlinePosition(benchmark: benchmark, entry: entry))
    }

    @Test(arguments: ["", ".", "1.", "1.2.3", "-1.0", "+1", "1e3", "99999999999999999999.0", "x"])
    func `is nothing else`(_ text: String) {
        #expect(OutlinePosition(text) == nil)
    }
}
