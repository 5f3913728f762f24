import TestSupport
import Testing

@testable import JSON
@testable import Model
@testable import Reports
@testable import System

@Suite struct `What is a report` {
    @Test(arguments: Fixtures.runs)
    func `real reports are read, and their ranges hold the values`(_ run: String) throws {
        let bytes = try Fixtures.file(run, "aggregated_report.json")
        let report = try ReportReader.read(bytes)
        let json = try JSONValue(parsing: bytes)
        #expect(report.byteCount == bytes.count)
        #expect(Set(report.benchmarks.map(\.name.text)) == Set(json["data"]?.members?.map(\.key) ?? []))
        for benchmark in report.benchmarks {
            for entry in benchmark.entries {
                let expected = json["data"]?[benchmark.name.text]?[
                    report.filesystems[entry.filesystem].text]
                #expect(Set(entry.parts.sections.map(\.section)) == Set(ReportSection.allCases))
                let series = try #require(entry.parts[.iostatSeries])
                let slice = try JSONValue(parsing: Array(bytes[series]))
                #expect(slice == expected?["monitoring"]?["iostat"]?["series"])
            }
        }
    }

    @Test(arguments: [
        #"{"data":{}}"#,
        #"{"data":{"b":{}}}"#,
        #"{"data":{"b":{"f":{}}},"system_info":{}}"#,
        #"{"data":{"b":{"f":{"metrics":null,"monitoring":null}}},"system_info":[1]}"#,
        #"{"data":{"b":{"f":{"metrics":{"plot":null,"table":null}}}}}"#,
        #"{"data":{"b":{"f":{"metrics":{"plot":{"x":1,"y":null},"table":{"a":[1,{"b":true}],"c":"d"},"z":3}}}}}"#,
        #"{"data":{"b":{"f":{"monitoring":{"docker_stats":null,"iostat":null,"gpu":"hot"}}}}}"#,
        #"{"data":{"b":{"f":{"monitoring":{"docker_stats":{"series":{"cpu_perc":[1,null],"odd":"x"}}}}}}}"#,
        #"{"data":{"b":{"f":{"monitoring":{"iostat":{"series":{"cpu_user":[],"sda_util":[1.5],"util":"x","_util":1}}}}}}}"#,
        #"{"data":{"b":{"f":{"metrics":{}}}},"format":2,"notes":{"by":"me"}}"#,
    ])
    func `whatever else a report holds is accepted`(_ text: String) throws {
        let report = try ReportReader.read(text)
        #expect(report.byteCount == text.utf8.count)
    }

    struct Refused: CustomTestStringConvertible {
        let text: String
        let pointer: String
        let expected: String
        let found: String
        var testDescription: String { text }
    }

    static let refused: [Refused] = [
        Refused(text: "[]", pointer: "", expected: "an object", found: "an array"),
        Refused(text: "3", pointer: "", expected: "an object", found: "the number 3"),
        Refused(text: "{}", pointer: "/data", expected: "an object", found: "nothing"),
        Refused(text: #"{"data":null}"#, pointer: "/data", expected: "an object", found: "null"),
        Refused(
            text: #"{"data":{"a/b":[]}}"#, pointer: "/data/a~1b", expected: "an object", found: "an array"),
        Refused(
            text: #"{"data":{"b":{"f~":"x"}}}"#, pointer: "/data/b/f~0", expected: "an object",
            found: "the string \"x\""),
        Refused(
            text: entry(#""metrics":[]"#), pointer: "/data/b/f/metrics", expected: "an object or null",
            found: "an array"),
        Refused(
            text: entry(#""monitoring":1"#), pointer: "/data/b/f/monitoring", expected: "an object or null",
            found: "the number 1"),
        Refused(
            text: entry(#""metrics":{"plot":[]}"#), pointer: "/data/b/f/metrics/plot",
            expected: "an object or null", found: "an array"),
        Refused(
            text: entry(#""metrics":{"table":true}"#), pointer: "/data/b/f/metrics/table",
            expected: "an object or null", found: "true"),
        Refused(
            text: entry(#""metrics":{"plot":{"x":"1"}}"#), pointer: "/data/b/f/metrics/plot/x",
            expected: "a number or null", found: "the string \"1\""),
        Refused(
            text: monitoring(#""docker_stats":"x""#), pointer: "/data/b/f/monitoring/docker_stats",
            expected: "an object or null", found: "the string \"x\""),
        Refused(
            text: monitoring(#""iostat":{"series":[]}"#), pointer: "/data/b/f/monitoring/iostat/series",
            expected: "an object or null", found: "an array"),
        Refused(
            text: monitoring(#""iostat":{"plot":{"a":[]}}"#), pointer: "/data/b/f/monitoring/iostat/plot/a",
            expected: "a number or null", found: "an array"),
        Refused(
            text: monitoring(#""iostat":{"series":{"nvme_0_read_iops":{}}}"#),
            pointer: "/data/b/f/monitoring/iostat/series/nvme_0_read_iops",
            expected: "a list of numbers or nulls", found: "an object"),
        Refused(
            text: monitoring(#""docker_stats":{"series":{"cpu_perc":[1,"2"]}}"#),
            pointer: "/data/b/f/monitoring/docker_stats/series/cpu_perc/1", expected: "a number or null",
            found: "the string \"2\""),
    ]

    static func entry(_ members: String) -> String { #"{"data":{"b":{"f":{\#(members)}}}}"# }
    static func monitoring(_ members: String) -> String { entry(#""monitoring":{\#(members)}"#) }

    @Test(arguments: refused)
    func `what is no report is refused with its pointer`(_ refused: Refused) throws {
        let error = #expect(throws: ReportFault.self) { try ReportReader.read(refused.text) }
        #expect(
            error
                == .shape([
                    ReportFault.Shape(
                        pointer: refused.pointer, expected: refused.expected, found: refused.found)
                ]))
        #expect(error?.problem.json["pointer"] == .string(refused.pointer))
    }

    @Test func `every fault is told, up to ten`() throws {
        let plots = (0..<12).map { #""k\#($0)":"x""# }.joined(separator: ",")
        let error = #expect(throws: ReportFault.self) {
            try ReportReader.read(Self.entry(#""metrics":{"plot":{\#(plots)}}"#))
        }
        guard case .shape(let shapes)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(shapes.map(\.pointer) == (0..<10).map { "/data/b/f/metrics/plot/k\($0)" })
    }

    @Test func `broken syntax after a wrong shape is what counts`() throws {
        let error = #expect(throws: ReportFault.self) { try ReportReader.read(#"{"data":[],"x":NaN}"#) }
        guard case .syntax(let fault)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.offset == 15)
    }

    @Test func `names that only look alike stay apart`() throws {
        let report = try ReportReader.read(#"{"data":{"é":{"f":{}},"e\u0301":{"f":{}}}}"#)
        #expect(
            report.benchmarks.map { Array($0.name.text.utf8) } == [Array("e\u{301}".utf8), Array("é".utf8)])
    }
}
