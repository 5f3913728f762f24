import TestSupport
import Testing

@testable import Analysis
@testable import JSON
@testable import Model
@testable import Store
@testable import Web

/// What is computed of a run: its audit, and the values in its summary.
@Suite struct AuditRouteTests {
    private func json(_ site: TestSite, _ target: String) throws -> JSONValue {
        let answer = try site.get("/api/benchmarks/latest\(target)")
        #expect(answer.status == 200, "\(answer.text.prefix(300))")
        return try JSONValue(parsing: answer.body)
    }

    private func site() throws -> TestSite {
        let site = try TestSite()
        try site.file(
            TestSite.fixture("aggregated_report.json"), config: TestSite.fixture("config.zip"))
        return site
    }

    @Test func `findings come in parts, their counts are of all`() throws {
        let site = try site()
        let whole = try json(site, "/audit")
        let findings = try #require(whole["findings"]?.elements)
        #expect(whole["rules"]?.integer == RunAnalysis.currentRules)
        #expect(whole["total"]?.integer == findings.count && whole["next"] == .null && findings.count > 50)
        #expect(whole["counts"]?.members?.compactMap(\.value.integer).reduce(0, +) == findings.count)
        var (joined, next): ([JSONValue], Int?) = ([], 0)
        while let start = next {
            let part = try json(site, "/audit?from=\(start)&limit=40")
            joined += part["findings"]?.elements ?? []
            #expect(part["from"]?.integer == start && part["counts"] == whole["counts"])
            next = part["next"]?.integer
        }
        #expect(joined == findings)
    }

    @Test func `findings are filtered by verdict and cell`() throws {
        let site = try site()
        let all = try #require(try json(site, "/audit")["findings"]?.elements)
        let some = try json(site, "/audit?verdict=holds&benchmark=fio-randread-4k&filesystem=xfs_overlay2")
        let expected = all.filter {
            $0["verdict"] == "holds" && $0["benchmark"] == "fio-randread-4k"
                && $0["filesystem"] == "xfs_overlay2"
        }
        #expect(some["findings"]?.elements == expected && !expected.isEmpty)
        #expect(some["total"]?.integer == expected.count)
        #expect(try json(site, "/audit?benchmark=nothing")["findings"] == [])
    }

    @Test(arguments: ["verdict=bad", "limit=2001", "from=-1", "colour=red"])
    func `what cannot be read is refused`(query: String) throws {
        let answer = try site().get("/api/benchmarks/latest/audit?\(query)")
        #expect(answer.status == 400 && answer.text.contains(String(query.prefix { $0 != "=" })))
    }

    @Test func `the summary has what is computed of each cell`() throws {
        let summary = try json(site(), "/summary")
        #expect(summary["rules"]?.integer == RunAnalysis.currentRules)
        for benchmark in try #require(summary["benchmarks"]?.elements) {
            for entry in try #require(benchmark["entries"]?.elements) {
                #expect(entry["iterations"] == 1 && entry["derived"]?.elements?.isEmpty == false)
                #expect(entry["busy"]?["disk"] == "vdb")
                #expect(entry["corrected"]?["iostat"]?["cpu_user"]?.double != nil)
                #expect(entry["corrected"]?["docker_stats"]?["cpu_perc"]?.double != nil)
            }
        }
    }

    @Test(arguments: [1, 50, 100, 1_000_000])
    func `a summary ends before it has too many values, and its parts are the whole`(limit: Int) throws {
        let site = try site()
        let id = try #require(try site.store.latest())
        let analysis = try #require(try site.store.analysis(id))
        let whole = try #require(try site.store.summary(id)).adding(analysis)
        var (cells, next): ([String], OutlinePosition?) = ([], .start)
        while let start = next {
            let part = try #require(try site.store.summary(id, from: start)).adding(analysis, limit: limit)
            cells += part.benchmarks.flatMap { benchmark in
                benchmark.entries.map { "\(benchmark.name) \($0.filesystem) \($0.computed?.valueCount ?? 0)" }
            }
            #expect(part.benchmarks.allSatisfy { !$0.entries.isEmpty })
            next = part.next
        }
        let expected = whole.benchmarks.flatMap { benchmark in
            benchmark.entries.map { "\(benchmark.name) \($0.filesystem) \($0.computed?.valueCount ?? 0)" }
        }
        #expect(cells == expected && expected.count == 20)
    }
}
