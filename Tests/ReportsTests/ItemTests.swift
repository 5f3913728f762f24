import TestSupport
import Testing

@testable import JSON
@testable import Model
@testable import Reports
@testable import System

/// What the reading of a report hands over besides the outline.
@Suite struct `Items of a report` {
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
        var cell = ""
        _ = try ReportReader.read(bytes) { item in
            switch item {
            case .cell(let benchmark, let filesystem): cell = "/\(benchmark)/\(filesystem)"
            case .number(let section, let key, let value):
                found["\(cell)\(section.rawValue)/\(key)"] = value
                count += 1
            default: break
            }
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

    @Test func `facts, numbers, texts and samples are handed over in the order of the report`() throws {
        let text = #"""
            {"notes": {"x": 1}, "data": {"b": {"f": {
              "metrics": {"table": {"bs": "4k", "deep": {"a": 2}, "list": [3], "iodepth": 4e0, "no": null, "is": true},
                          "plot": {"y": -0.5, "none": null}, "more": {"z": 5}},
              "monitoring": {"docker_stats": {"series": {"cpu_perc": [6, null], "odd": 8}, "table": {"cpu_perc": 9}},
                             "iostat": {"series": {"a_util": []}}},
              "other": 10}}}, "system_info": {"ram_gb": 2}}
            """#
        var items: [ReportItem] = []
        _ = try ReportReader.read(Array(text.utf8)) { item in
            // A NaN is equal to nothing.
            if case .samples(let samples) = item {
                items.append(.samples(samples.map { $0.isNaN ? -1 : $0 }))
            } else {
                items.append(item)
            }
        }
        #expect(
            items == [
                .cell(benchmark: "b", filesystem: "f"), .text(key: "bs", "4k"),
                .number(.table, key: "iodepth", 4), .number(.plot, key: "y", -0.5),
                .series(.docker, key: "cpu_perc"), .samples([6, -1]),
                .number(.dockerTable, key: "cpu_perc", 9),
                .series(.iostat, key: "a_util"), .cellEnd,
                .fact(SystemFact(name: "ram_gb", value: .number(2))),
            ])
    }

    @Test func `a fact is named by the keys that lead to it, an element of a list by its name`() {
        #expect(
            Self.facts(
                #"{"a": {"b": "x", "c": null}, "l": [{"ra": 128, "name": "vdb", "in": [1]}, 7], "is": true}"#)
                == [
                    "a.b=x", "l.vdb.ra=128", "l.vdb.name=vdb", "l.vdb.in.0=1", "l.1=7", "is=true",
                ])
    }

    @Test func `of facts no more is handed over than the limits allow`() {
        let many = (0..<1_000).map { "\"k\($0)\": \($0)" }.joined(separator: ",")
        let deep = String(repeating: #"{"d":"#, count: 40) + "1" + String(repeating: "}", count: 40)
        #expect(Self.facts("{\(many)}").suffix(2) == ["k499=499", "omitted 500"])
        #expect(Self.facts(deep) == ["omitted 1"])
        #expect(Self.facts(#"{"t": "\#(String(repeating: "y", count: 5_000))"}"#).first?.utf8.count == 258)
        #expect(Self.facts("7") == [])
    }

    private static func facts(_ systemInfo: String) -> [String] {
        var facts: [String] = []
        _ = try? ReportReader.read(Array(#"{"system_info": \#(systemInfo), "data": {}}"#.utf8)) { item in
            if case .fact(let fact) = item { facts.append("\(fact.name)=\(fact.value.text)") }
            if case .omittedFacts(let count) = item { facts.append("omitted \(count)") }
        }
        return facts
    }

    @Test func `what a metric was in each iteration is handed over, and stays an unknown part`() throws {
        let text =
            #"{"data": {"b": {"f": {"metrics": {"iterations": {"tps": [1, null, 2.5], "x": 3, "y": []}}}}}}"#
        var items: [ReportItem] = []
        let report = try ReportReader.read(Array(text.utf8)) { items.append($0) }
        #expect(
            items == [
                .cell(benchmark: "b", filesystem: "f"), .iterations(key: "tps", [1, 2.5]), .cellEnd,
            ])
        #expect(report.benchmarks[0].entries[0].parts.others.map(\.pointer) == ["/metrics/iterations"])
        #expect(try ReportReader.read(Array(text.utf8)) == report)
    }

    @Test func `a long list of samples is handed over in pieces`() throws {
        let list = (0..<10_000).map(String.init).joined(separator: ",")
        var pieces: [[Double]] = []
        _ = try ReportReader.read(
            Array(
                #"{"data": {"b": {"f": {"monitoring": {"iostat": {"series": {"cpu_user": [\#(list)]}}}}}}}"#
                    .utf8)
        ) { if case .samples(let piece) = $0 { pieces.append(piece) } }
        #expect(pieces.map(\.count) == [4_096, 4_096, 1_808])
        #expect(pieces.flatMap(\.self) == (0..<10_000).map(Double.init))
    }

    @Test func `numbers of any form stand beside each other in a list, and a fault has its own line`() throws
    {
        let list = "[1,\n 2.5 ,null,\t-0,\r\n-3e2,\n1234567890123456789, 7\n]"
        func read(_ list: String) throws -> [Double] {
            var samples: [Double] = []
            _ = try ReportReader.read(
                Array(
                    #"{"data": {"b": {"f": {"monitoring": {"iostat": {"series": {"cpu_user": \#(list)}}}}}}}"#
                        .utf8)
            ) { if case .samples(let piece) = $0 { samples += piece } }
            return samples
        }
        #expect(
            try read(list).map { $0.isNaN ? 99 : $0 } == [
                1, 2.5, 99, -0.0, -300, 1_234_567_890_123_456_768, 7,
            ])
        for (list, line, column) in [
            ("[1,\n2,\n 1e999]", 3, 2), ("[1,\n 2,\n\n 3.]", 4, 4), ("[1,2,\n]", 2, 1),
        ] {
            let fault = #expect(throws: ReportFault.self) { try read(list) }
            guard case .syntax(let fault) = fault else {
                Issue.record("\(list) is read")
                continue
            }
            #expect(fault.line == line && fault.column == column)
        }
    }

    @Test func `the outline is the same whether items are asked for or not`() throws {
        let bytes = try Fixtures.file("baseline", "aggregated_report.json")
        #expect(try ReportReader.read(bytes) == ReportReader.read(bytes) { _ in })
    }

    @Test func `what is no report is refused after its first items were handed over`() {
        var count = 0
        #expect(throws: ReportFault.self) {
            try ReportReader.read(
                Array(#"{"data": {"b": {"f": {"metrics": {"plot": {"y": 1, "z": "x"}}}}}}"#.utf8)
            ) {
                if case .number = $0 { count += 1 }
            }
        }
        #expect(count == 1)
    }
}
