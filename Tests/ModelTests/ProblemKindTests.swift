import Foundation
import Testing

@testable import JSON
@testable import Model

/// What a client reads of a kind of problem.
@Suite struct ProblemKindTests {
    private static let documentation = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/api.md")

    @Test(arguments: [
        (Problem.Kind.notFound, "/problems/not-found", 404, "Not found"),
        (.methodNotAllowed, "/problems/method-not-allowed", 405, "Method not allowed"),
        (.preconditionFailed, "/problems/precondition-failed", 412, "Precondition failed"),
        (.rangeNotSatisfiable, "/problems/range-not-satisfiable", 416, "Range not satisfiable"),
        (.internalError, "/problems/internal-error", 500, "Internal server error"),
    ])
    func `a problem of HTTP has the usual title`(kind: Problem.Kind, type: String, status: Int, title: String)
    {
        let json = Problem(kind, "x").json
        #expect(json["type"] == .string(type))
        #expect(json["status"] == .integer(status))
        #expect(json["title"] == .string(title))
    }

    @Test func `no two kinds have one type or one title`() {
        let kinds = Problem.Kind.allCases
        #expect(Set(kinds.map(\.type)).count == kinds.count)
        #expect(Set(kinds.map(\.title)).count == kinds.count)
    }

    @Test(arguments: Problem.Kind.allCases)
    func `a problem of any kind is read back, and documented`(kind: Problem.Kind) throws {
        let problem = Problem(kind, "x", members: [.init("line", 3)])
        #expect(Problem(json: problem.json) == problem)
        let name = kind.type.dropFirst("/problems/".count)
        let documentation = try String(contentsOf: Self.documentation, encoding: .utf8)
        #expect(documentation.contains("`\(name)`"), "docs/api.md does not say what \(name) is")
    }

    @Test func `a type of a later version is no kind`() {
        #expect(Problem.Kind(type: "/problems/of-tomorrow") == nil)
        #expect(Problem(json: ["type": "/problems/of-tomorrow", "detail": "x"]) == nil)
    }
}
