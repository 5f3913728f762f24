import JSON
import Model

/// The service itself.
extension DescribedOperation {
    static let inbox = DescribedOperation(
        id: "getInbox", area: .inbox, summary: "Says what is in the inbox, and what became of what was",
        parameters: [
            .query("from", .pathPlace, "The `items_next` of the answer before."),
            .query("rejected_from", .pathPlace, "The `rejected_next` of the answer before."),
        ],
        answers: [
            .json(
                .ref(.inbox), "The state of this moment.",
                links: .next("getInbox", of: "items_next", run: false)
                    + .next("getInbox", "rejected_from", of: "rejected_next", run: false)
                    + .run("$response.body#/filed/0/uuid"))
        ],
        problems: Problem.Kind.ofLibrary)

    static let health = DescribedOperation(
        id: "getHealth", area: .service, summary: "Says whether benchd can do its work",
        answers: [
            .json(.ref(.health), "benchd works.", headers: []),
            .unable(.ref(.health), "benchd cannot do its work."),
        ],
        problems: Problem.Kind.ofLibrary)

    static let readiness = DescribedOperation(
        id: "getReadiness", area: .service, summary: "Says whether benchd takes drops and uploads",
        answers: [
            .json(.ref(.readiness), "benchd is ready.", headers: []),
            .unable(.ref(.readiness), "benchd takes nothing at the moment."),
        ])

    static let metrics = DescribedOperation(
        id: "getMetrics", area: .service, summary: "Has counts and gauges for Prometheus",
        answers: [
            .content(
                "text/plain", "application/openmetrics-text", text: "The metrics, as `Accept` asks.",
                headers: [])
        ],
        problems: Problem.Kind.ofLibrary)

    static let events = DescribedOperation(
        id: "getEvents", area: .service, summary: "Sends what happens, as server-sent events",
        parameters: [
            .header(
                "Last-Event-ID", .string, "The last event that the client has; those after it come first.")
        ],
        answers: [
            DescribedAnswer(
                text: "A stream that does not end.",
                contents: [
                    .init(type: "text/event-stream", schema: nil, events: Schema.EventName.allCases)
                ], headers: [],
                isConditional: false)
        ],
        problems: Problem.Kind.ofLibrary)

    static let openAPI = DescribedOperation(
        id: "getOpenAPI", area: .service, summary: "Describes every address, as this document does",
        answers: [
            .json(
                .openObject(["openapi": .string, "info": .any, "paths": .any, "components": .any]),
                "This document.")
        ])

    static let favicon = DescribedOperation(
        id: "getFavicon", area: .pages, summary: "Sends the icon of the pages",
        answers: [.content("image/svg+xml", text: "The icon.", headers: [.tag, .lastModified])],
        problems: [.notFound] + Problem.Kind.ofLibrary, ignoresFurtherParameters: true)

    static let asset = DescribedOperation(
        id: "getAsset", area: .pages, summary: "Sends a script, a style sheet or an image of the pages",
        parameters: [
            .path(
                "path", .string.example("css/base.css"),
                "The path of the file below templates/assets/; pages put a version before it.")
        ],
        answers: [
            .content(
                "text/css", "image/x-icon", "text/javascript", "application/json", "image/png",
                "image/svg+xml", "text/plain", "font/woff2", text: "The file.",
                headers: [.tag, .lastModified])
        ],
        problems: [.notFound] + Problem.Kind.ofLibrary, ignoresFurtherParameters: true)
}

extension DescribedAnswer {
    /// What a supervisor gets while something does not work.
    fileprivate static func unable(_ schema: Schema, _ text: String) -> DescribedAnswer {
        DescribedAnswer(
            status: 503, text: text, contents: [Content(type: "application/json", schema: schema)],
            headers: [], isConditional: false)
    }
}
