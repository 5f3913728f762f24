import HTTP
import JSON
import Model

/// The description of the whole site, as OpenAPI 3.1 has it: made from the table of routes and nothing else.
struct APIDocument: Sendable {
    let routes: [DescribedRoute]
    let links: Links
    let version: String

    /// The document.
    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "benchd", "version": .string(version),
                "summary": "Takes in benchmark reports and shows them",
                "description":
                    "Names are snake_case, times are RFC 3339 in UTC, sizes are bytes. Errors are problem objects (RFC 9457).",
                "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(links.base.isEmpty ? "/" : links.base)]],
            "tags": .array(
                DescribedOperation.Area.allCases.map {
                    ["name": .string($0.rawValue), "description": .string($0.text)]
                }),
            "paths": .object(
                patterns.map { pattern in
                    .init(pattern, .object(pathItem(routes.filter { $0.pattern == pattern })))
                }),
            "components": [
                "securitySchemes": Self.securitySchemes,
                "schemas": .object(
                    Schema.Name.allCases.map { .init($0.rawValue, $0.schema.json) }
                        + problemStatuses.map { .init("Problem\($0)", Schema.problem(status: $0).json) }),
                "responses": .object(problemStatuses.map { .init("Problem\($0)", problemResponse($0)) }),
            ],
        ]
    }

    /// The patterns in the order of the table, each once.
    private var patterns: [String] {
        var seen: Set<String> = []
        return routes.map(\.pattern).filter { seen.insert($0).inserted }
    }

    /// The statuses of the problems of all routes.
    private var problemStatuses: [Int] {
        Set(routes.flatMap(\.problemStatuses)).sorted()
    }

    /// The methods of the routes of one pattern; where it has one route, what its methods take stands once.
    private func pathItem(_ routes: [DescribedRoute]) -> [JSONValue.Member] {
        let shared = routes.count == 1 ? routes[0].parameters : []
        return (shared.isEmpty ? [] : [.init("parameters", .array(shared.map(\.json)))])
            + routes.flatMap { route in
                route.methods.map {
                    .init($0.lowercased(), json(route, $0, shared.isEmpty ? route.parameters : []))
                }
            }
    }

    private func json(
        _ route: DescribedRoute, _ method: String, _ parameters: [DescribedParameter]
    ) -> JSONValue {
        let operation = route.operation
        var members: [JSONValue.Member] = [
            .init("operationId", .string(operation.id(of: method))),
            .init("tags", [.string(operation.area.rawValue)]), .init("summary", .string(operation.summary)),
            .init("security", route.access.securityRequirements),
        ]
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters.map(\.json)))) }
        if let form = operation.form { members.append(.init("requestBody", form.json)) }
        members.append(.init("responses", .object(responses(route, method))))
        return .object(members)
    }

    /// All answers by their status; the answer to HEAD has the fields of that to GET, and no content.
    private func responses(_ route: DescribedRoute, _ method: String) -> [JSONValue.Member] {
        let (operation, answers) = (route.operation, route.answers)
        let isHead = method == "HEAD"
        let own = answers.map { answer in
            let whole = route.problemStatuses.contains(answer.status) ? answer.orProblem : answer
            return (answer.status, isHead ? whole.withoutContent.json : whole.json)
        }
        let conditional = answers.filter { $0.isConditional && !isHead }
        let partial =
            (operation.isConditional ? [(304, Self.notModified)] : [])
            + conditional.map { (206, $0.partial.json) }
        let taken = Set(own.map(\.0))
        let problems = route.problemStatuses.filter { !taken.contains($0) }.map { status in
            (status, isHead ? headProblem(status) : Self.ref("responses/Problem\(status)"))
        }
        return (own + partial + problems).sorted { $0.0 < $1.0 }.map { .init(String($0), $1) }
    }

    private static let securitySchemes: JSONValue = [
        "bearer": ["type": "http", "scheme": "bearer", "description": "A token of a token file."],
        "basic": [
            "type": "http", "scheme": "basic", "description": "A token as the password, with any name.",
        ],
        "session": [
            "type": "apiKey", "in": "cookie", "name": .string(SessionCookie.name),
            "description": "The cookie of the page /login.",
        ],
    ]

    private static func ref(_ place: String) -> JSONValue { ["$ref": .string("#/components/\(place)")] }

    private static let notModified: JSONValue = [
        "description": "The content is as the request knows it.",
        "headers": .headers([.fileTag, .lastModified, .vary]),
    ]
}

// Problems.
extension APIDocument {
    /// The fields of an answer with a problem.
    private func headers(ofProblem status: Int) -> [DescribedHeader] {
        [.cacheControl] + ([429, 503].contains(status) ? [.retryAfter] : [])
            + (status == 416 ? [.askedRange] : []) + (status == 401 ? [.challenge] : [])
    }

    private func problemResponse(_ status: Int) -> JSONValue {
        let kinds = Problem.Kind.allCases.filter { $0.statuses.contains(status) }
        return [
            "description": .string(kinds.map(\.title).joined(separator: "; ") + "."),
            "headers": .headers(headers(ofProblem: status)),
            "content": [
                "application/problem+json": ["schema": Self.ref("schemas/Problem\(status)")],
                // For clients that prefer pages.
                "text/html": [:],
            ],
        ]
    }

    private func headProblem(_ status: Int) -> JSONValue {
        [
            "description": .string("As the answer \(status) to GET, without its content."),
            "headers": .headers(headers(ofProblem: status)),
        ]
    }
}

extension DescribedRoute {
    /// All that a request may have beside its form.
    fileprivate var parameters: [DescribedParameter] {
        operation.parameters + (operation.isConditional ? DescribedParameter.conditions : [])
    }
}
