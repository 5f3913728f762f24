import TestSupport
import Testing

@testable import JSON
@testable import Model
@testable import Reports
@testable import System

/// What the reading of a report hands over besides the outline.
@Suite struct `Numbers of a report` {
    private static let sections: [ReportSection] = [
        .plot, .table, .dockerPlot, .dockerTable, .iostatPlot, .iostatTable,
    ]

    @Test(arguments: Fixtures.runs)
    func `each number of a real report is handed over once, with its cell, section and key`(_ run: String)
        throws
    {
        let bytes = try Fixtures.file(run, "aggregated_report.json")
        var found: [String: Double] = [:]
        var count = 0
        _ = try ReportReader.read(bytes) { number in
            found["/\(number.benchmark)/\(number.filesystem)\(number.section.rawValue)/\(number.key)"] =
                number.value
            count += 1
        }
        #expect(try found == Self.expected(bytes) && count == found.count && count > 100)
    }

    private static func expected(_ bytes: [UInt8]) throws -> [String: Double] {
        var expected: [String: Double] = [:]
        for benchmark in try JSONValue(parsing: bytes)["data"]?.members ?? [] {
            for entry in benchmark.value.members ?? [] {
                for section in sections {
                    let place = section.rawValue.split(separator: "/").reduce(Optional(entry.value)) {
                        $0?[String($1)]
                    }
                    for member in place?.members ?? [] {
                        expected["/\(benchmark.key)/\(entry.key)\(section.rawValue)/\(member.key)"] =
                            member.value.double
                    }
                }
            }
        }
        return expected
    }

    @Test func `only single numbers are handed over, in the order of the report`() throws {
        let text = #"""
            {"notes": {"x": 1}, "data": {"b": {"f": {
              "metrics": {"table": {"bs": "4k", "deep": {"a": 2}, "list": [3], "iodepth": 4e0, "no": null, "is": true},
                          "plot": {"y": -0.5, "none": null}, "more": {"z": 5}},
              "monitoring": {"docker_stats": {"series": {"cpu_perc": [6, 7], "odd": 8}, "table": {"cpu_perc": 9}}},
              "other": 10}}}}
            """#
        var numbers: [ReportNumber] = []
        _ = try ReportReader.read(Array(text.utf8)) { numbers.append($0) }
        func number(_ section: ReportSection, _ key: String, _ value: Double) -> ReportNumber {
            ReportNumber(benchmark: "b", filesystem: "f", section: section, key: key, value: value)
        }
        #expect(
            numbers == [
                number(.table, "iodepth", 4), number(.plot, "y", -0.5), number(.dockerTable, "cpu_perc", 9),
            ])
    }

    @Test func `the outline is the same whether numbers are asked for or not`() throws {
        let bytes = try Fixtures.file("baseline", "aggregated_report.json")
        #expect(try ReportReader.read(bytes) == ReportReader.read(bytes) { _ in })
    }

    @Test func `what is no report is refused after its first numbers were handed over`() {
        var count = 0
        #expect(throws: ReportFault.self) {
            try ReportReader.read(
                Array(#"{"data": {"b": {"f": {"metrics": {"plot": {"y": 1, "z": "x"}}}}}}"#.utf8)
            ) {
                _ in count += 1
            }
        }
        #expect(count == 1)
    }
}
