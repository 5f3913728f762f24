import Store

/// What differs between the config archives of two runs, in JSON.
struct ConfigComparisonAPI: Sendable {
    let reader: ConfigComparisonReader

    /// The comparison that a request asks for.
    func compare(_ request: Request) throws(Problem) -> Response {
        for item in request.decodedTarget?.query ?? [] where item.name != "runs" {
            throw Problem(.requestMalformed, "There is no parameter \"\(item.name)\".")
        }
        let references = try ConfigComparisonReader.references(request)
        guard references.count == 2 else { throw ConfigComparisonReader.notTwoRuns }
        let pair = try reader.pair(references[0], references[1])
        return .json(
            .object(
                [.init("baseline", Self.json(pair.baseline)), .init("other", Self.json(pair.other))]
                    + pair.comparison.members))
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
