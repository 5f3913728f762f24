import HTTP
import JSON
import Model
import System

/// What is in the inbox and what became of what was, in JSON.
struct InboxAPI: Sendable {
    let reader: InboxReader
    let links: Links

    /// The most bytes of each list.
    private static let byteLimit = 1 << 20

    /// The state of this moment.
    func state(_ request: Request) throws(Problem) -> Response {
        let now = try reader.read(from: try InboxQuery(request).start)
        let items = Self.part(now.inbox.items.map { ($0.path, $0.json) }, now.inbox.nextItem)
        let rejected = Self.part(now.inbox.rejected.map { ($0.name, $0.json) }, now.inbox.nextRejected)
        return .json([
            "items": .array(items.elements),
            "items_total": .integer(now.inbox.itemCount),
            "items_next": .text(items.next),
            "filed": .array(now.filed.map(json)),
            "rejected": .array(rejected.elements),
            "rejected_total": .integer(now.inbox.rejectedCount),
            "rejected_next": .text(rejected.next),
            "watch": now.inbox.watch.json,
            "problems": .array(now.troubles.map(\.json)),
        ])
    }

    private func json(_ run: Run) -> JSONValue {
        run.head.json(links, before: [.init("path", .text(run.path?.description))])
    }

    private static func part(
        _ items: [(path: FilePath, element: JSONValue)], _ following: FilePath?
    ) -> ListPart<JSONValue> {
        ListPart(of: items, following: following, byteLimit: byteLimit) { $0.bytes.count }
    }
}
