import Model

/// What `/api/openapi.json` says of a route: what it takes, and all that it answers.
///
/// It is also the law: an address takes the parameters of its description, and refuses every other.
struct DescribedOperation: Sendable {
    /// What belongs together in the description.
    enum Area: String, CaseIterable, Sendable {
        case runs, comparison, configs, inbox, service, pages

        /// One sentence for the reader of the description.
        var text: String {
            switch self {
            case .runs: "What has been filed: the runs, their reports and what benchd computes from them."
            case .configs: "What the config archives of runs hold."
            case .comparison: "What follows from several runs: comparisons, trends, plans."
            case .inbox: "How drops arrive."
            case .service: "The service itself."
            case .pages: "The pages for people."
            }
        }
    }

    /// The name of the operation in clients; that of HEAD begins with `head`.
    let id: String
    let area: Area
    /// What it is for, in a few words.
    let summary: String
    var parameters: [DescribedParameter] = []
    var form: DescribedForm?
    let answers: [DescribedAnswer]
    /// The problems that only some operations answer with; `DescribedAnswer.common` has those of all.
    var problems: [Problem.Kind] = []
    /// Whether parameters that are not described mean nothing and do no harm, as for pages and assets.
    var ignoresFurtherParameters = false

    /// The names of the parameters that the query may have.
    var queryNames: [String] { parameters.filter { $0.place == .query }.map(\.name) }
}

/// A route as the description shows it.
struct DescribedRoute: Sendable {
    /// Such as "/api/benchmarks/{uuid}".
    let pattern: String
    let methods: [String]
    let access: AccessRule
    let operation: DescribedOperation
}

/// A parameter of an operation.
struct DescribedParameter: Equatable, Sendable {
    /// Where a request has it.
    enum Place: String, Sendable {
        case path, query, header
    }

    let name: String
    let place: Place
    let schema: Schema
    var isRequired = false
    let text: String

    static func query(
        _ name: String, _ schema: Schema, isRequired: Bool = false, _ text: String
    ) -> DescribedParameter {
        DescribedParameter(name: name, place: .query, schema: schema, isRequired: isRequired, text: text)
    }

    static func path(_ name: String, _ schema: Schema, _ text: String) -> DescribedParameter {
        DescribedParameter(name: name, place: .path, schema: schema, isRequired: true, text: text)
    }

    static func header(_ name: String, _ schema: Schema, _ text: String) -> DescribedParameter {
        DescribedParameter(name: name, place: .header, schema: schema, text: text)
    }
}

/// The multipart/form-data that an operation takes.
struct DescribedForm: Sendable {
    let schema: Schema
    /// The media types of the parts that are files.
    let types: [(part: String, type: String)]
    /// A form that is filed as it stands.
    let example: [(part: String, text: String)]
}

/// An answer of an operation.
struct DescribedAnswer: Sendable {
    /// Content of one media type.
    struct Content: Sendable {
        let type: String
        /// Nil where the content is not JSON.
        let schema: Schema?
        /// The schema of each line, where the content is lines of JSON.
        var lines: Schema?
        /// The schemas of the data of events, by their names, where the content is a stream of them.
        var events: [Schema.EventName] = []
    }

    var status = 200
    let text: String
    let contents: [Content]
    var headers: [DescribedHeader] = []
    var links: [DescribedLink] = []
    /// Whether conditions and ranges apply, as to everything with a validator.
    var isConditional = true

    /// A JSON document.
    static func json(
        _ schema: Schema, _ text: String, headers: [DescribedHeader] = [.tag], links: [DescribedLink] = []
    ) -> DescribedAnswer {
        DescribedAnswer(
            text: text, contents: [Content(type: "application/json", schema: schema)], headers: headers,
            links: links)
    }

    /// A redirection to a path of this site.
    static func seeOther(_ text: String) -> DescribedAnswer {
        DescribedAnswer(
            status: 303, text: text, contents: [],
            headers: [DescribedHeader(name: "Location", schema: .string, text: "Where to go on.")],
            isConditional: false)
    }

    /// Where an address of before is now.
    static func moved(_ text: String) -> DescribedAnswer {
        DescribedAnswer(
            status: 308, text: text, contents: [],
            headers: [DescribedHeader(name: "Location", schema: .string, text: "Where it is now.")],
            isConditional: false)
    }

    /// Content of other media types.
    static func content(
        _ types: String..., text: String, headers: [DescribedHeader] = [.tag]
    ) -> DescribedAnswer {
        DescribedAnswer(
            text: text, contents: types.map { Content(type: $0, schema: nil) }, headers: headers)
    }
}

/// A header field of an answer.
struct DescribedHeader: Equatable, Sendable {
    let name: String
    let schema: Schema
    /// Whether every such answer has it.
    var isRequired = true
    let text: String

    /// The validator of what has one in every case.
    static let tag = DescribedHeader(
        name: "ETag", schema: .string(pattern: #""[!#-~]+""#),
        text: "A strong validator of the content in its coding.")
}

/// Where a value of an answer leads.
struct DescribedLink: Sendable {
    let name: String
    let operation: String
    /// The parameters of the operation, as runtime expressions (OpenAPI 3.1, section 4.8.20.4).
    let parameters: [(name: String, expression: String)]
    let text: String
}
