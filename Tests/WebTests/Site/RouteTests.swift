import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import Model
@testable import Web

/// Which route a path is.
@Suite struct RouteTests {
    private static let uuid = "0199ab12-3456-7890-abcd-ef0123456789"

    /// The pattern of the first route that a path fits, and what the path has at its names.
    private static func find(_ path: String) -> (pattern: String, path: PathPattern.Match)? {
        Route.matches(Request(method: "GET", target: path).path).first.map {
            ($0.route.pattern.text, $0.path)
        }
    }

    @Test(arguments: [
        ("/", "/"), ("/benchmarks/latest", "/benchmarks/{uuid}"), ("/inbox", "/inbox"),
        ("/benchmarks/\(uuid)", "/benchmarks/{uuid}"), ("/compare/config", "/compare/config"),
        ("/benchmarks/latest.html", "/benchmarks/{uuid}.html"),
        ("/benchmarks/\(uuid).html", "/benchmarks/{uuid}.html"),
        ("/benchmarks/latest/chart.svg", "/benchmarks/{uuid}/chart.svg"),
        ("/benchmarks/latest/config", "/benchmarks/{uuid}/config"), ("/api/inbox", "/api/inbox"),
        ("/api/upload", "/api/upload"), ("/api/benchmarks", "/api/benchmarks"),
        ("/api/compare/config", "/api/compare/config"),
        ("/api/benchmarks/\(uuid)", "/api/benchmarks/{uuid}"),
        ("/api/benchmarks/latest/config", "/api/benchmarks/{uuid}/config"),
        ("/api/benchmarks/latest/config/files", "/api/benchmarks/{uuid}/config/files"),
        ("/api/benchmarks/latest/config/files/", "/api/benchmarks/{uuid}/config/files/{path}"),
        ("/api/benchmarks/latest/config/files/a/b", "/api/benchmarks/{uuid}/config/files/{path}"),
        ("/api/benchmarks/latest/receipt", "/api/benchmarks/{uuid}/receipt"),
        ("/api/benchmarks/latest/summary", "/api/benchmarks/{uuid}/summary"),
        ("/api/benchmarks/latest/series", "/api/benchmarks/{uuid}/series"),
        ("/api/benchmarks/latest/part", "/api/benchmarks/{uuid}/part"), ("/healthz", "/healthz"),
        ("/favicon.ico", "/favicon.ico"), ("/assets/css/base.css", "/assets/{path}"),
        ("/assets", "/assets/{path}"),
    ])
    func `a path has its route`(path: String, pattern: String) {
        #expect(Self.find(path)?.pattern == pattern)
    }

    @Test func `every route but its own finds no path of its pattern before it`() throws {
        for route in Route.all {
            let path = route.pattern.text.replacing("{uuid}", with: "latest").replacing("{path}", with: "a/b")
            #expect(Self.find(path)?.pattern == route.pattern.text)
        }
    }

    @Test func `the rest of a path is decoded segment by segment`() {
        #expect(Self.find("/assets/css/base.css")?.path.rest == ["css", "base.css"])
        #expect(Self.find("/api/benchmarks/latest/config/files/a%2Fb/c")?.path.rest == ["a/b", "c"])
        #expect(Self.find("/api/benchmarks/latest/config/files/")?.path.rest == [""])
        #expect(Self.find("/assets")?.path.rest == [])
    }

    @Test(arguments: [uuid.uppercased(), uuid, "0123456789ab", "0123456789AB"])
    func `an id is a UUID or twelve digits in either case`(text: String) throws {
        let id = try #require(RunID(text.lowercased()))
        #expect(Self.find("/benchmarks/\(text)")?.path.run == .id(id))
    }

    @Test(arguments: [
        "/benchmarks", "/benchmarks/", "/benchmarks/Latest", "/benchmarks/latest/", "/benchmarks/0123456789a",
        "/benchmarks/0123456789abc", "/benchmarks/0123456789ag", "/benchmarks/..%2Fx", "/benchmarks/%2e%2e",
        "/benchmarks/0199ab12_3456-7890-abcd-ef0123456789", "/benchmarks/latest%00", "/api/",
        "/api/benchmarks/",
        "/api/benchmarks%2Flatest", "/api/benchmarks/latest/config/", "/api/benchmarks/latest/other",
        "/api/upload/", "/compare/", "/compare/config/",
        "//", "/healthz/", "/index.html", "/benchmarks/\(uuid).json",
    ])
    func `anything else has none`(path: String) {
        #expect(Self.find(path) == nil)
    }

    @Test(arguments: [
        ("POST", "/", "GET, HEAD"), ("DELETE", "/api/benchmarks/latest", "GET, HEAD"),
        ("GET", "/api/upload", "POST"), ("OPTIONS", "/api/upload", "POST"), ("POST", "/assets", "GET, HEAD"),
        ("POST", "/api/benchmarks/latest/config/files", "GET, HEAD"),
        ("QUERY", "/api/benchmarks", "GET, HEAD"),
    ])
    func `another method is told what is allowed`(method: String, path: String, allowed: String) throws {
        let response = try TestSite().request(method, path)
        #expect(response.status == 405)
        #expect(response["Allow"] == allowed)
        #expect(response.text.contains("\(path) takes \(allowed), not \(method)."))
    }

    @Test func `every route of the API is documented under its pattern`() throws {
        let file = TestSite.templates.deletingLastPathComponent().appending(path: "docs/api.md")
        let documentation = try String(contentsOf: file, encoding: .utf8)
        for route in Route.all where !["/favicon.ico", "/assets/{path}"].contains(route.pattern.text) {
            let method = try #require(route.methods.names.first)
            let isThere = ["`", "?"].contains {
                documentation.contains("`\(method) \(route.pattern.text)\($0)")
            }
            #expect(isThere, "docs/api.md does not have \(method) \(route.pattern.text)")
        }
    }
}

/// What is answered of a run on which a signal has ended the process.
@Suite struct QuarantineTests {
    @Test func `a run in quarantine is not opened, and its files come as they are`() throws {
        let open = try TestSite()
        let id = try open.file(Array(#"{"data": {"b": {"f": {}}}}"#.utf8), config: TestZip.bytes(["a": "x"]))
        let transport = MemoryTransport(try open.another(quarantined: [id]))
        for route in Route.all
        where route.pattern.text.contains("{uuid}") || route.pattern.text.contains("compare") {
            let path = route.pattern.text.replacing("{uuid}", with: "latest").replacing("{path}", with: "a")
            let query =
                path.contains("compare") ? "?runs=latest,\(id)" : path.hasSuffix("part") ? "?bytes=0-3" : ""
            let answer = try transport.send(Request("GET", path + query, lines: "", bodySize: 0))
            let isFile = ["/{uuid}", "/config", "/receipt", "/part"].contains { end in
                ["/api/benchmarks/{uuid}", "/api/results/{uuid}"].contains(
                    where: route.pattern.text.hasPrefix)
                    && route.pattern.text.hasSuffix(end)
            }
            if answer.status == 308 { continue }
            #expect(answer.status == (isFile ? 200 : 500), "\(path)")
            #expect(answer.text.contains("run-quarantined") == !isFile, "\(path)")
        }
        #expect(try transport.send(Request("GET", "/", lines: "", bodySize: 0)).status == 200)
    }
}
