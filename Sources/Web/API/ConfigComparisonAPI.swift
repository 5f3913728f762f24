import HTTP
import JSON
import Model
import System

/// What differs between the config archives of two runs, in JSON.
struct ConfigComparisonAPI: Sendable {
    /// How many items of each status an answer has at most.
    private static let limit = 250

    let reader: ConfigComparisonReader

    /// The comparison that a request asks for.
    func compare(_ request: Request) throws(Problem) -> Response {
        let part = try ComparedPart(request, limit: Self.limit)
        let references = try ConfigComparisonReader.references(request)
        guard references.count == 2 else { throw ConfigComparisonReader.notTwoRuns }
        let pair = try reader.pair(references[0], references[1], part: part)
        return .json(
            .object(
                [.init("baseline", Self.json(pair.baseline)), .init("other", Self.json(pair.other))]
                    + pair.comparison.members(part)))
    }

    private static func json(_ run: FiledRun) -> JSONValue {
        [
            "uuid": .string(run.id.description),
            "link": .string(run.link),
            "source": .text(run.receipt.source),
            "filed": .string(run.receipt.filed.description),
            "has_config": .bool(run.receipt.config != nil),
        ]
    }
}
