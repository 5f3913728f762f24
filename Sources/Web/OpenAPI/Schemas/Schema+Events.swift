import JSON
import Model

/// The data of the events of the stream.
extension Schema {
    /// The events of the stream, by the names that they have there.
    enum EventName: String, CaseIterable {
        case run, inbox, trouble, reset

        /// What the data are.
        var schema: Name {
            switch self {
            case .run: .runEvent
            case .inbox: .inboxEvent
            case .trouble: .troubleEvent
            case .reset: .resetEvent
            }
        }
    }

    static let runEvent = object(
        ["change": .choice(of: RunNews.Change.self)] + .head + [
            "has_config": .boolean, "label": .string.orNull, "excluded": .string.orNull,
            "pinned": .boolean,
        ])

    static let inboxEvent = object([
        "files": .map(.count).described("How many files there are, by where they stand.")
    ])

    static let troubleEvent = object(["is_over": .boolean, "detail": .string.orNull, "since": .time])

    /// Some events are not kept any more: ask for what is shown once more.
    static let resetEvent = object([:])
}
