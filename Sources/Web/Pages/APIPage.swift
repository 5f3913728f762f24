import HTTP
import Model
import Templates

/// The page `/api`: every address, from the table that also answers requests and makes `/api/openapi.json`.
struct APIPage: Sendable {
    let routes: [DescribedRoute]
    let runs: RunReader
    let links: Links
    let gate: Gate
    /// Where a client that says no Host has come to.
    let address: ListenAddress
    let version: String

    /// The context of templates/pages/api.html.
    ///
    /// - Throws: `Problem` if the library cannot be read, whose newest runs are in the examples.
    func context(_ caller: Caller) throws(Problem) -> TemplateValue {
        var query = RunQuery()
        query.limit = 2
        let examples = Examples(
            subject: APIExample.Subject(try runs.runs(query).runs),
            server: caller.origin(else: address) + links.base, isClosed: gate.isClosed,
            uploadNeedsToken: gate.uploadPolicy().way(for: caller) != .open)
        return [
            "page_title": "API",
            "version": .string(version),
            "server": .string(examples.server),
            "needs_token": .bool(gate.isClosed),
            "areas": .list(DescribedOperation.Area.allCases.map { area($0, examples) }),
            "problems": .list(Problem.Kind.allCases.map(Self.problem)),
            "common": .list(DescribedRoute.everywhere.map(Self.problem)),
        ]
    }

    /// What the examples of one page share.
    private struct Examples {
        let subject: APIExample.Subject
        let server: String
        let isClosed: Bool
        let uploadNeedsToken: Bool
    }

    private func area(_ area: DescribedOperation.Area, _ examples: Examples) -> TemplateValue {
        [
            "name": .string(area.rawValue),
            "title": .string(area.title),
            "text": .string(area.text),
            "operations": .list(
                routes.filter { $0.operation.area == area }.map { operation($0, examples) }),
        ]
    }

    private func operation(_ route: DescribedRoute, _ examples: Examples) -> TemplateValue {
        let operation = route.operation
        let needsToken = route.access == .upload ? examples.uploadNeedsToken : examples.isClosed
        let example = APIExample.example(of: operation.id, about: examples.subject)
        let parameters = operation.parameters.map(Self.parameter)
        return [
            "id": .string(operation.id),
            "method": .string(route.methods[0]),
            "path": .string(route.pattern),
            "page_link": .text(pageLink(route)),
            "summary": .string(operation.summary),
            "who": .string(route.access.words(needsToken: needsToken)),
            "has_parameters": .bool(!parameters.isEmpty),
            "parameters": .list(parameters),
            "has_fields": .bool(operation.form != nil),
            "fields": .list((operation.form?.schema).map { $0.fields.map(Self.field) } ?? []),
            "statuses": .list(Self.statuses(route)),
            "answers": .list(route.answers.map(Self.answer)),
            "problems": .list(route.ownProblems.map(Self.problem)),
            "example": example.map {
                $0.context(
                    operation.id, at: examples.server, token: needsToken, source: examples.subject.source)
            } ?? .null,
        ]
    }

    /// Where a page that needs no run is.
    private func pageLink(_ route: DescribedRoute) -> String? {
        let isPlain = !route.pattern.contains("{") && route.methods.contains("GET")
        return route.operation.area == .pages && isPlain ? links.address(route.pattern) : nil
    }

    /// The statuses of its answers and of its own problems, each once.
    private static func statuses(_ route: DescribedRoute) -> [TemplateValue] {
        Set(route.answers.map(\.status) + route.ownProblems.flatMap(\.statuses)).sorted().map {
            .string(String($0))
        }
    }

    private static func parameter(_ parameter: DescribedParameter) -> TemplateValue {
        [
            "name": .string(parameter.name),
            "place": parameter.place == .query ? .null : .string(parameter.place.rawValue),
            "is_required": .bool(parameter.isRequired),
            "takes": .string(parameter.schema.words),
            "text": pieces(parameter.text),
        ]
    }

    private static func field(_ field: Schema.Field) -> TemplateValue {
        [
            "name": .string(field.name),
            "is_required": .bool(field.isRequired),
            "takes": .string(field.schema.words),
            "text": pieces(field.schema.description ?? ""),
        ]
    }

    private static func answer(_ answer: DescribedAnswer) -> TemplateValue {
        [
            "status": .string(String(answer.status)),
            "text": pieces(answer.text),
            "types": .list(answer.contents.map { .string($0.type) }),
        ]
    }

    /// A sentence in pieces: what stands between backticks is code.
    private static func pieces(_ text: String) -> TemplateValue {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        return .list(
            parts.filter { !$0.element.isEmpty }.map { place, part in
                place % 2 == 1
                    ? ["code": .string(String(part)), "plain": .null]
                    : ["code": .null, "plain": .string(String(part))]
            })
    }

    private static func problem(_ kind: Problem.Kind) -> TemplateValue {
        [
            "name": .string(kind.name),
            "title": .string(kind.title),
            "statuses": .list(kind.statuses.map { .string(String($0)) }),
        ]
    }
}

extension AccessRule {
    /// Who may use a route, in words for people.
    fileprivate func words(needsToken: Bool) -> String {
        switch self {
        case .read where needsToken: "needs a token with the scope read, or a session"
        case .upload where needsToken: "needs a token with the scope upload"
        case .status where needsToken: "needs no token; without one the answer is a status alone"
        case .session: "for the reader's own session"
        default: "needs no token"
        }
    }
}

extension DescribedOperation.Area {
    fileprivate var title: String {
        switch self {
        case .runs: "Runs"
        case .configs: "Config archives"
        case .comparison: "Comparisons, trends, plans"
        case .inbox: "Inbox"
        case .service: "Service"
        case .pages: "Pages"
        }
    }
}

extension TemplateNames {
    private static let pieces = TemplateNames("code", "plain")
    private static let apiProblem = TemplateNames("name", "title", "statuses")

    static let apiPage = TemplateNames(
        "page_title", "version", "server", "needs_token",
        parts: [
            "areas": TemplateNames(
                "name", "title", "text",
                parts: [
                    "operations": TemplateNames(
                        "id", "method", "path", "page_link", "summary", "who", "has_parameters", "has_fields",
                        "statuses",
                        parts: [
                            "parameters": TemplateNames(
                                "name", "place", "is_required", "takes", parts: ["text": pieces]),
                            "fields": TemplateNames("name", "is_required", "takes", parts: ["text": pieces]),
                            "answers": TemplateNames("status", "types", parts: ["text": pieces]),
                            "problems": apiProblem, "example": APIExample.names,
                        ])
                ]),
            "problems": apiProblem, "common": apiProblem,
        ])
}
