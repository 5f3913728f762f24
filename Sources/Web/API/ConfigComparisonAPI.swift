import HTTP
import JSON
import Model
import System

/// What differs between the config archives of two runs, in JSON.
struct ConfigComparisonAPI: Sendable {
    /// How many items of each status an answer has at most.
    private static let limit = 250

    let reader: ConfigComparisonReader
    let links: Links

    /// The comparison that a request asks for.
    func compare(_ request: Request) throws(Problem) -> Response {
        let part = try ComparedPart(request, limit: Self.limit)
        let references = try ConfigComparisonReader.references(request)
        guard references.count == 2 else { throw ConfigComparisonReader.notTwoRuns(request) }
        let pair = try reader.pair(references[0], references[1], part: part)
        return .json(
            .object(
                [
                    .init("baseline", pair.baseline.head.json(links)),
                    .init("other", pair.other.head.json(links)),
                ]
                    + pair.comparison.members(part)))
    }
}
