import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import System

/// The endpoints, on a real store.
@Suite struct APITests {
    private static let report = Array(
        #"{"data": {"b": {"ext4": {"metrics": {"plot": {"x": 1}}, "monitoring": {"iostat": {"series": {"timestamp": [0, 1.50]}}}}}}}"#
            .utf8)

    private func json(_ response: RawResponse) throws -> JSONValue {
        #expect(response.status == 200, "\(response.text)")
        #expect(response["Content-Type"] == "application/json")
        return try JSONValue(parsing: response.body)
    }

    @Test func `report and config come back byte for byte, under id and latest`() throws {
        let site = try TestSite()
        let (report, config) = try (
            TestSite.fixture("aggregated_report.json"), TestSite.fixture("config.zip")
        )
        let id = try site.file(report, config: config)
        for name in ["\(id)", "\(id)".uppercased(), "latest"] {
            let answer = try site.get("/api/benchmarks/\(name)")
            #expect(answer.body == report)
            #expect(answer["ETag"] == "\"\(Digest.of(report))\"")
            #expect(answer["Accept-Ranges"] == "bytes")
            #expect(answer["Last-Modified"] == "Fri, 15 Jan 2027 08:00:00 GMT")
        }
        let archive = try site.get("/api/benchmarks/latest/config")
        #expect(archive.body == config)
        #expect(archive["Content-Type"] == "application/zip")
        #expect(archive["Content-Disposition"] == "attachment; filename=\"\(id)_config.zip\"")
        let files = try json(site.get("/api/benchmarks/\(id)/config/files"))
        #expect(files["entries"]?.elements?.isEmpty == false)
        #expect(try json(site.get("/api/benchmarks/\(id)/receipt"))["uuid"] == .string("\(id)"))
        #expect(try json(site.get("/api/benchmarks/\(id)/summary"))["benchmarks"]?.elements?.count == 5)
    }

    @Test func `series are the report's own bytes`() throws {
        let site = try TestSite()
        try site.file(Self.report)
        let path = "/api/benchmarks/latest/series?benchmark=b&filesystem=ext4&group="
        #expect(try site.get(path + "iostat").text == #"{"timestamp": [0, 1.50]}"#)
        #expect(try site.get(path + "docker_stats").text == "{}")
        #expect(try site.get(path + "other").status == 400)
        #expect(
            try site.get("/api/benchmarks/latest/series?benchmark=b&filesystem=xfs&group=iostat").status
                == 404)
        #expect(try site.get("/api/benchmarks/latest/series?benchmark=b&filesystem=ext4").status == 400)
    }

    @Test func `what is drawn of series begins at a place of the summary`() throws {
        let site = try TestSite()
        try site.file(TestSite.fixture("aggregated_report.json"))
        let path = "/api/benchmarks/latest/series?from="
        let drawn = try json(site.get(path + "0.1&entries=2&points=10"))
        let lines = try #require(drawn["figures"]?.elements).flatMap { $0["lines"]?.elements ?? [] }
        #expect(Set(lines.map { $0["filesystem"]?.string }).count == 2 && lines.allSatisfy(Self.hasFewPoints))
        #expect(drawn["use"]?.elements?.count == 2)
        #expect(drawn["figures_further"] == 0 && drawn["entries_undrawn"] == 0)
        #expect(try site.get(path + "99.0").status == 404)
        for query in ["x", "0.0&points=1", "0.0&points=2001", "0.0&entries=0", "0.0&group=iostat"] {
            #expect(try site.get(path + query).status == 400, "\(query)")
        }
    }

    private static func hasFewPoints(_ line: JSONValue) -> Bool {
        guard let x = line["x"]?.elements, let y = line["y"]?.elements else { return false }
        return (1...10).contains(x.count) && x.count == y.count
    }

    @Test func `the list is in order, filtered and paged`() throws {
        let site = try TestSite()
        for number in 1...3 {
            let report = Array(#"{"data": {"b\#(number)": {"ext4": {}}}}"#.utf8)
            try site.file(report, source: "rig-\(number)", at: 1_800_000_000_000 + Int64(number))
        }
        func sources(_ query: String) throws -> [String?] {
            try (json(site.get("/api/benchmarks\(query)"))["runs"]?.elements ?? []).map {
                $0["source"]?.string
            }
        }
        #expect(try sources("") == ["rig-3", "rig-2", "rig-1"])
        #expect(try sources("?source=rig-2") == ["rig-2"])
        #expect(try sources("?benchmark=b1&filesystem=ext4") == ["rig-1"])
        #expect(try sources("?filesystem=xfs") == [])
        let first = try json(site.get("/api/benchmarks?limit=2"))
        #expect(first["total"] == 3)
        let next = try #require(first["next"]?.string)
        #expect(try sources("?limit=2&cursor=\(next)") == ["rig-1"])
        let run = try #require(first["runs"]?.elements?.first)
        #expect(
            run.members?.map(\.key)
                == [
                    "uuid", "link", "source", "filed", "benchmarks", "filesystems", "benchmarks_total",
                    "filesystems_total", "has_config", "bytes", "label", "note", "tags", "excluded", "pinned",
                    "facts",
                    "audit",
                ])
    }

    @Test(arguments: [
        "/nothing", "/benchmarks/latest", "/api/benchmarks/latest", "/api/benchmarks/latest/config",
        "/api/benchmarks/0199ab12-3456-7890-abcd-ef0123456789", "/api/benchmarks/0123456789ab/summary",
        "/assets/nothing.css", "/assets/", "/assets/css", "/assets/..%2fREADME.md", "/assets/../README.md",
        "/assets/.hidden.css", "/assets/css/base.css%00.js", "/assets/css/base.css/x.css",
    ])
    func `what is not there is a problem, or a page for people`(path: String) throws {
        let site = try TestSite()
        let problem = try site.get(path)
        #expect(problem.status == 404)
        #expect(problem["Content-Type"] == "application/problem+json")
        #expect(problem["Cache-Control"] == "no-store")
        #expect(try JSONValue(parsing: problem.body)["type"] == "/problems/not-found")
        #expect(problem.hasSecurityHeaders)
        let page = try site.get(
            path, "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\n")
        #expect(page.status == 404)
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        #expect(page.text.contains("<h1>Not found</h1>"))
        #expect(page.hasSecurityHeaders)
    }

    @Test func `a part of a report is served as text`() throws {
        let site = try TestSite()
        let id = try site.file(Self.report)
        let part = try site.get("/api/benchmarks/\(id)/part?bytes=1-9")
        #expect(part.status == 200)
        #expect(part.body == Array(Self.report[1..<9]))
        #expect(part["Content-Type"] == "text/plain; charset=utf-8")
        #expect(part.hasSecurityHeaders)
        #expect(try site.get("/api/benchmarks/\(id)/part?bytes=0-\(Self.report.count)").body == Self.report)
    }

    @Test(arguments: [
        ("bytes=0-1000000", 416), ("bytes=9223372036854775806-9223372036854775807", 416), ("", 400),
        ("bytes=", 400),
        ("bytes=5", 400), ("bytes=5-5", 400), ("bytes=5-4", 400), ("bytes=-5", 400), ("bytes=1-", 400),
        ("bytes=1-99999999999999999999", 400), ("bytes=1-2&x=1", 400), ("bytes=1-2,3-4", 400),
    ])
    func `a part that is not there is a problem`(query: String, status: Int) throws {
        let site = try TestSite()
        try site.file(Self.report)
        #expect(try site.get("/api/benchmarks/latest/part?\(query)").status == status)
    }

    @Test func `a summary comes in parts`() throws {
        let site = try TestSite()
        try site.file(Array(#"{"data": {"a": {"f": {}, "g": {}}, "b": {"f": {}}}}"#.utf8))
        let summary = "/api/benchmarks/latest/summary"
        let first = try json(site.get("\(summary)?limit=1"))
        #expect(first["benchmarks"]?.elements?.map { $0["name"] } == ["a"])
        #expect(first["benchmarks_total"] == 2)
        #expect(first["next"] == "1.0")
        #expect(
            try json(site.get("\(summary)?from=1.0"))["benchmarks"]?.elements?.map { $0["name"] } == ["b"])
        let half = try json(site.get("\(summary)?from=0.1&entries=1"))
        #expect(half["benchmarks"]?.elements?.first?["entries"]?.elements?.map { $0["filesystem"] } == ["g"])
        for query in ["from=x", "limit=0", "limit=5000", "entries=x", "colour=red"] {
            #expect(try site.get("\(summary)?\(query)").status == 400)
        }
    }

    @Test func `a run without a config has none to give`() throws {
        let site = try TestSite()
        try site.file(Self.report)
        for path in ["config", "config/files"] {
            #expect(try site.get("/api/benchmarks/latest/\(path)").status == 404)
        }
    }

    @Test func `health counts the runs`() throws {
        let site = try TestSite()
        try site.file(Self.report)
        let library = HTTPLibrary.version
        let text =
            #"{"status":"ok","libmicrohttpd":"\#(library)","version":"1.2.3","runs":1,"backup":null,"problems":[],"quarantined":[]}"#
        #expect(try site.get("/healthz").text == text)
    }

    @Test func `assets have types, tags and compressed forms`() throws {
        let site = try TestSite()
        let style = try site.get("/assets/css/base.css")
        #expect(style["Content-Type"] == "text/css; charset=utf-8")
        let tag = try #require(style["ETag"])
        #expect(try site.get("/assets/css/base.css", "If-None-Match: \(tag)\n").status == 304)
        let gzipped = try site.get("/assets/css/base.css", "Accept-Encoding: gzip\n")
        #expect(gzipped["Content-Encoding"] == "gzip")
        #expect(gzipped.body.count < style.body.count)
        #expect(try site.get("/assets/js/run.js")["Content-Type"] == "text/javascript; charset=utf-8")
    }
}
