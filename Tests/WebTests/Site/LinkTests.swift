import Foundation
import TestSupport
import Testing

@testable import JSON
@testable import Model
@testable import Templates
@testable import Web

/// Links below a base path.
@Suite struct LinkTests {
    @Test func `a query has what is given, and none where nothing is`() throws {
        let (links, id) = (Links(base: "/bench"), try #require(RunID("0123456789ab")))
        #expect(links.runs() == "/bench/")
        #expect(links.inbox(rejectedFrom: "61") == "/bench/inbox?rejected_from=61")
        #expect(links.configFiles(id) == "/bench/benchmarks/0123456789ab/config")
        #expect(links.configFiles(id, from: 100) == "/bench/benchmarks/0123456789ab/config?from=100")
        #expect(links.configComparison([]) == "/bench/compare/config")
        #expect(
            links.configComparison([id, id], part: (.onlyInOther, 80))
                == "/bench/compare/config?runs=0123456789ab,0123456789ab&status=only_in_other&from=80")
        #expect(
            links.entry(EntryAddress(path: "a b/ü", index: 3), of: id)
                == "/bench/api/benchmarks/0123456789ab/config/files/a%20b/%C3%BC?index=3")
        #expect(
            links.shownEntry(EntryAddress(path: "a", index: nil), of: id, line: 2)
                == "/bench/benchmarks/0123456789ab#config/a?line=2")
    }

    @Test(arguments: ["", "/bench"])
    func `every link of every page begins with the base path`(base: String) throws {
        let site = try TestSite(base: base)
        let config = TestZip.bytes(["a.ini": "password = hunter2hunter2\n", "b": "1"])
        let report = Array(
            #"{"data": {"b": {"ext4": {}}}, "n": "\#(String(repeating: "x", count: 99_999))"}"#.utf8)
        let first = try site.file(report, config: config)
        let second = try site.file(report, config: TestZip.bytes(["b": "2"]), at: 1_800_000_000_001)
        for path in [
            "/", "/inbox", "/benchmarks/\(first)", "/benchmarks/latest/config", "/nothing",
            "/compare/config", "/compare/config?runs=\(first),\(second)",
        ] {
            let page = try site.get(path, "Accept: text/html\n").text
            let links = page.matches(of: /(?:href|src)="([^"]*)"/).map { String($0.output.1) }
            #expect(links.count > 5, "\(path)")
            for link in links {
                #expect(link.hasPrefix("\(base)/") || link.hasPrefix("#"), "\(path) links to \(link)")
            }
            #expect(page.contains("data-base=\"\(base)\"") == !base.isEmpty)
        }
    }

    @Test func `links in JSON begin with it, too`() throws {
        let site = try TestSite(base: "/bench")
        let id = try site.file(Array(#"{"data": {}}"#.utf8), config: TestZip.bytes(["a": "1"]))
        for path in [
            "/api/benchmarks", "/api/benchmarks/latest/summary", "/api/inbox",
            "/api/compare/config?runs=latest,latest",
        ] {
            let text = try site.get(path).text
            #expect(text.contains("\"link\":\"/bench/benchmarks/\(id)\""), "\(path): \(text)")
        }
    }

    @Test func `the files of a run in quarantine are linked below it`() throws {
        let id = try #require(RunID("0199ab12-3456-7890-abcd-ef0123456789"))
        let problem = Problem(
            .runQuarantined, "x", members: [.init("uuid", "x"), .init("report", .string(Links().report(id)))])
        #expect(
            problem.context["downloads"]
                == .list([
                    ["name": "report", "link": .string("/api/benchmarks/\(id)")]
                ]))
    }
}
