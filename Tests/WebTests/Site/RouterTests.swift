import TestSupport
import Testing

@testable import HTTP
@testable import Model
@testable import Web

/// Which page a path is.
@Suite struct RouterTests {
    private static let uuid = "0199ab12-3456-7890-abcd-ef0123456789"

    private static func id(_ text: String) -> RunReference? { RunID(text).map { .id($0) } }

    @Test func `the documented paths have their routes`() throws {
        let run = try #require(Self.id(Self.uuid))
        let routes: [String: Route] = [
            "/": .runsPage, "/benchmarks/\(Self.uuid)": .runPage(run),
            "/benchmarks/latest": .runPage(.latest),
            "/inbox": .inboxPage, "/api/inbox": .inbox, "/api/upload": .upload, "/api/benchmarks": .runList,
            "/api/benchmarks/\(Self.uuid)": .report(run),
            "/api/benchmarks/latest/config": .config(.latest),
            "/api/benchmarks/latest/config/files": .configFiles(.latest),
            "/api/benchmarks/latest/receipt": .receipt(.latest),
            "/api/benchmarks/latest/summary": .summary(.latest),
            "/api/benchmarks/latest/series": .series(.latest), "/healthz": .health, "/favicon.ico": .favicon,
            "/assets/css/base.css": .asset(["css", "base.css"]),
        ]
        for (path, route) in routes {
            #expect(Route(path: Request(method: "GET", target: path).path) == route, "\(path)")
        }
    }

    @Test(arguments: [uuid.uppercased(), uuid, "0123456789ab", "0123456789AB"])
    func `an id is a UUID or twelve digits in either case`(text: String) {
        let route = Route(path: ["benchmarks", text])
        #expect(route == Self.id(text.lowercased()).map { .runPage($0) })
        #expect(route != nil)
    }

    @Test(arguments: [
        "/benchmarks", "/benchmarks/", "/benchmarks/Latest", "/benchmarks/latest/", "/benchmarks/0123456789a",
        "/benchmarks/0123456789abc", "/benchmarks/0123456789ag", "/benchmarks/..%2Fx", "/benchmarks/%2e%2e",
        "/benchmarks/0199ab12_3456-7890-abcd-ef0123456789", "/benchmarks/latest%00", "/api", "/api/",
        "/api/benchmarks/",
        "/api/benchmarks%2Flatest", "/api/benchmarks/latest/config/", "/api/benchmarks/latest/other",
        "/api/upload/",
        "//", "/healthz/", "/index.html", "/benchmarks/\(uuid).json",
    ])
    func `anything else has none`(path: String) {
        #expect(Route(path: Request(method: "GET", target: path).path) == nil)
    }
}
