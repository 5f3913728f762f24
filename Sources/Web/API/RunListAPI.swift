import HTTP
package import JSON
package import Model
import System

/// The runs in JSON: filtered, ordered, counted, a page at a time.
struct RunListAPI: Sendable {
    let runs: RunReader
    let links: Links

    /// A page of the list.
    func list(_ request: Request) throws(Problem) -> Response {
        .json(try runs.runs(try Self.query(request)).json(links))
    }

    private static func query(_ request: Request) throws(Problem) -> RunQuery {
        let parameters = try Parameters(request, RunQuery.filterNames + RunQuery.pageNames)
        var query = try RunQuery(parameters, limit: 50, most: 500)
        try query.begin(after: try parameters.next("cursor") { RunCursor($0) })
        query.wantsFacets = true
        return query
    }
}

extension RunPage {
    /// The page as the API serves it (docs/api.md).
    package func json(_ links: Links) -> JSONValue {
        [
            "runs": .array(runs.map { $0.json(links) }),
            "total": .integer(total),
            "next": .text(next?.description),
            "facets": facets?.json ?? .null,
            "facets_omitted": facets?.omittedJSON ?? .null,
            "indexing": indexing.map { ["done": .integer($0.done), "total": .integer($0.total)] } ?? .null,
        ]
    }
}

extension RunFacets {
    /// The most bytes of the names of a field.
    private static let byteLimit = 1 << 16

    /// For each field its names with their counts.
    fileprivate var json: JSONValue {
        .object(
            Field.allCases.map { field in
                JSONValue.Member(
                    field.rawValue, .object(shown(field).map { .init($0.name, .integer($0.runs)) }))
            })
    }

    /// For each field how many names are left out.
    fileprivate var omittedJSON: JSONValue {
        .object(
            Field.allCases.map { field in
                let unshown = self[field].count - shown(field).count
                return JSONValue.Member(field.rawValue, .integer(unshown + (omittedCounts[field] ?? 0)))
            })
    }

    private func shown(_ field: Field) -> ArraySlice<Count> {
        var room = Self.byteLimit
        return self[field].prefix { count in
            room -= count.name.writtenByteCount
            return room >= 0
        }
    }
}
