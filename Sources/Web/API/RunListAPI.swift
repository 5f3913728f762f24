import HTTP
import JSON
import Model
import System

/// The runs in JSON: filtered, a page at a time.
struct RunListAPI: Sendable {
    let runs: RunReader
    let links: Links

    /// A page of the list.
    func list(_ request: Request) throws(Problem) -> Response {
        let page = try runs.runs(try Self.query(request))
        return .json([
            "runs": .array(page.runs.map(json)),
            "total": .integer(page.total),
            "next": .text(page.next?.description),
        ])
    }

    private func json(_ run: Run) -> JSONValue {
        let names: [JSONValue.Member] = [
            .init("benchmarks", .array(run.benchmarks.map { .string($0) })),
            .init("filesystems", .array(run.filesystems.map { .string($0) })),
            .init("benchmarks_total", .integer(run.benchmarkCount)),
            .init("filesystems_total", .integer(run.filesystemCount)),
        ]
        return run.head.json(
            links, before: names, after: [.init("bytes", .integer(run.report.byteCount))])
    }

    private static func query(_ request: Request) throws(Problem) -> RunQuery {
        var query = RunQuery()
        for item in request.decodedTarget?.query ?? [] {
            switch item.name {
            case "source": query.source = item.value
            case "benchmark": query.benchmark = item.value
            case "filesystem": query.filesystem = item.value
            case "limit": query.limit = try limit(item.value)
            case "cursor": query.cursor = try cursor(item.value)
            default: throw .unknownParameter(item.name)
            }
        }
        return query
    }

    private static func limit(_ text: String) throws(Problem) -> Int {
        guard let limit = Int(text), (1...500).contains(limit) else {
            throw Problem(.requestMalformed, "The parameter limit must be a number from 1 to 500.")
        }
        return limit
    }

    /// Reads where a page begins.
    static func cursor(_ text: String) throws(Problem) -> RunCursor {
        guard let cursor = RunCursor(text) else {
            throw Problem(
                .requestMalformed, "The parameter cursor must be what an earlier answer gave as next.")
        }
        return cursor
    }
}
