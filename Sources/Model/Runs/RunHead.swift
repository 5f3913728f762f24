package import JSON
package import System

/// What every list and every answer says of a run, whatever it was read from.
package struct RunHead: Equatable, Sendable {
    package let id: RunID
    package let source: String?
    package let filed: Timestamp
    /// Whether it was filed with a config archive, or got one later.
    package let hasConfig: Bool

    /// The members that begin a run in JSON, in this order: `uuid`, `link`, `source`, `filed`.
    package func members(_ links: Links) -> [JSONValue.Member] {
        [
            .init("uuid", .string(id.description)),
            .init("link", .string(links.run(id))),
            .init("source", .text(source)),
            .init("filed", .string(filed.description)),
        ]
    }

    /// A run of a list in JSON: its head and `has_config`, with what the list adds before and after `has_config`.
    package func json(
        _ links: Links, before: [JSONValue.Member] = [], after: [JSONValue.Member] = []
    ) -> JSONValue {
        .object(members(links) + before + [.init("has_config", .bool(hasConfig))] + after)
    }
}

extension Run {
    /// What every list says of it.
    package var head: RunHead {
        RunHead(id: id, source: source, filed: filed, hasConfig: config != nil)
    }
}

extension FiledRun {
    /// What every answer says of it.
    package var head: RunHead {
        RunHead(
            id: id, source: receipt.source, filed: receipt.filed, hasConfig: receipt.config != nil)
    }
}
