import Store

/// What is in the inbox and what became of what was, in JSON.
struct InboxAPI: Sendable {
    let reader: InboxReader

    /// The state of this moment.
    func state() throws(Problem) -> Response {
        let now = try reader.read()
        return .json([
            "items": .array(now.inbox.items.map(\.json)),
            "items_total": .integer(now.inbox.itemCount),
            "filed": .array(now.filed.map(Self.json)),
            "rejected": .array(now.inbox.rejected.map(\.json)),
            "rejected_total": .integer(now.inbox.rejectedCount),
            "watch": now.inbox.watch.json,
            "problems": .array(now.troubles.map(\.json)),
        ])
    }

    private static func json(_ run: Run) -> JSONValue {
        [
            "uuid": .string(run.id.description),
            "link": .string(run.link),
            "source": .text(run.source),
            "filed": .string(run.filed.description),
            "path": .text(run.path?.description),
            "has_config": .bool(run.config != nil),
        ]
    }
}
