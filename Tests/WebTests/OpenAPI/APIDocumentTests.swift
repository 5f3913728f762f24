import JSON
import TestSupport
import Testing

@testable import HTTP
@testable import Model
@testable import Web

/// The description of the API is made of the rows of the table of routes.
@Suite struct APIDocumentTests {
    private static let document = APIDocument(
        routes: Route.all.map(\.described), links: Links(), version: "1.2.3"
    ).json

    private static func operations() -> [(path: String, method: String, json: JSONValue)] {
        (document["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).filter { $0.key != "parameters" }.map { (path.key, $0.key, $0.value) }
        }
    }

    @Test func `it has every route with its methods and no other`() {
        let described = Self.operations().map { "\($0.method) \($0.path)" }
        let routes = Route.all.flatMap { route in
            route.methods.names.map { "\($0.lowercased()) \(route.pattern.text)" }
        }
        #expect(described == routes)
    }

    @Test func `no two operations have one name`() {
        let ids = Self.operations().compactMap { $0.json["operationId"]?.string }
        #expect(ids.count == Self.operations().count)
        #expect(Set(ids).count == ids.count)
    }

    @Test(arguments: Route.all.indices)
    func `the names of a pattern are parameters`(index: Int) {
        let route = Route.all[index]
        let names = route.pattern.text.matches(of: /\{([a-z]+)\}/).map(\.1)
        let described = route.operation.parameters.filter { $0.place == .path }
        #expect(described.map(\.name) == names.map(String.init))
        #expect(described.allSatisfy { $0.isRequired })
    }

    @Test func `links lead to operations and their parameters`() {
        for route in Route.all {
            for link in route.operation.answers.flatMap(\.links) {
                let target = Route.all.first { $0.operation.id == link.operation }
                let names = target?.operation.parameters.map(\.name) ?? []
                #expect(
                    link.parameters.allSatisfy { names.contains($0.name) },
                    "\(route.pattern.text) \(link.name)")
            }
        }
    }

    @Test func `every problem that an answer can be is described with its status`() {
        for kind in Problem.Kind.allCases where !kind.statuses.isEmpty {
            for status in kind.statuses {
                let types = Schema.problem(status: status).json["properties"]?["type"]?["enum"]?.elements
                #expect(types?.contains(.string(kind.type)) == true)
            }
        }
    }

    @Test func `the base path is the server`() {
        #expect(Self.document["servers"] == [["url": "/"]])
        let below = APIDocument(routes: [], links: Links(base: "/bench"), version: "1").json
        #expect(below["servers"] == [["url": "/bench"]])
    }

    @Test func `it is served with a tag`() throws {
        let answer = try TestSite().get("/api/openapi.json")
        #expect(answer.status == 200)
        #expect(answer["ETag"] != nil)
        #expect(answer.text.hasPrefix("{\"openapi\":\"3.1.0\""))
    }
}

/// Schemas as values.
@Suite struct SchemaTests {
    @Test func `null is one more type, one more name, or one more schema`() {
        #expect(Schema.count.orNull.json == ["type": ["integer", "null"], "minimum": 0])
        #expect(
            Schema.choice(["a"]).orNull.json == ["type": ["string", "null"], "enum": ["a", nil]])
        #expect(
            Schema.ref(.run).orNull.json
                == ["anyOf": [["$ref": "#/components/schemas/Run"], ["type": "null"]]])
    }

    @Test func `an object has its members and no other`() {
        #expect(
            Schema.object(["a": .string], optional: ["b": .boolean]).json == [
                "type": "object",
                "properties": ["a": ["type": "string"], "b": ["type": "boolean"]],
                "required": ["a"], "additionalProperties": false,
            ])
    }
}

/// The description is the law for parameters.
@Suite struct KnownParameterTests {
    @Test(arguments: [
        "/api/benchmarks/latest", "/api/benchmarks/latest/config", "/api/benchmarks/latest/receipt",
        "/healthz",
        "/api/openapi.json", "/api/benchmarks/latest/config/files/a",
    ])
    func `an address of the API refuses what it does not know`(path: String) throws {
        let site = try TestSite()
        try site.file(Array(#"{"data": {}}"#.utf8), config: TestZip.bytes(["a": "x"]))
        #expect(try site.get(path).status == 200)
        let answer = try site.get("\(path)?colour=red")
        #expect(answer.status == 400)
        #expect(answer.text.contains(#""parameter": "colour""#))
    }

    @Test(arguments: ["/", "/inbox?from=", "/favicon.ico", "/assets/css/base.css"])
    func `a page and what it loads pass over it`(path: String) throws {
        let target = path.contains("?") ? "/inbox" : "\(path)?colour=red"
        #expect(try TestSite().get(target).status == 200)
    }

    @Test(arguments: ["?limit=%2B5", "?limit=+5", "?since=%2B5", "?limit=5.0"])
    func `a number is digits alone`(query: String) throws {
        #expect(try TestSite().get("/api/benchmarks\(query)").status == 400)
    }

    @Test(arguments: ["latest,,latest", "latest,latest,", ",latest", "latest", ""])
    func `two runs are two names with one comma`(runs: String) throws {
        let site = try TestSite()
        try site.file(Array(#"{"data": {}}"#.utf8))
        let answer = try site.get("/api/compare/config?runs=\(runs)")
        #expect(answer.status == 400)
        #expect(answer.text.contains(#""parameter": "runs""#))
    }
}
