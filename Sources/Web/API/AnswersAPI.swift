import Analysis
import HTTP
import JSON
import Model

/// What is computed across runs, in JSON: comparisons, standings, trends, plans.
struct AnswersAPI: Sendable {
    let answers: Answers
    let runs: RunReader
    let links: Links

    /// Compares runs, or filesystems of runs; as a gate it also says whether the second may pass.
    func comparison(_ request: Request) throws(Problem) -> Response {
        let query = try ComparisonQuery(request)
        guard let form = query.gate else { return .json(try comparison(query).json(query.shown, links)) }
        let answer = try gate(query)
        if form == .junit { return .tagged(Array(JUnitReport(answer).xml.utf8), type: "application/xml") }
        let comparison = answer.comparison.json(query.shown, links)
        return .json(.object((comparison.members ?? []) + [.init("gate", answer.json)]))
    }

    /// The answer to what is asked of a comparison; each side of it has the filesystem that it names.
    func comparison(_ query: ComparisonQuery) throws(Problem) -> ComparisonAnswer {
        let question = try question(query)
        let answer = try runs.read { () throws(LibraryError) in try answers.compare(question) }
        return try Self.whole(answer, of: answer)
    }

    private func gate(_ query: ComparisonQuery) throws(Problem) -> GateAnswer {
        let question = try question(query)
        let answer = try runs.read { () throws(LibraryError) in try answers.gate(question) }
        return try Self.whole(answer, of: answer?.comparison)
    }

    private func question(_ query: ComparisonQuery) throws(Problem) -> ComparisonQuestion {
        var items: [ComparedItem] = []
        for (reference, filesystem) in query.items {
            items.append(ComparedItem(run: try runs.run(reference).id, filesystem: filesystem))
        }
        return query.question(items)
    }

    /// An answer that rests on a comparison of which each side is there.
    private static func whole<Answer>(
        _ answer: Answer?, of comparison: ComparisonAnswer?
    ) throws(Problem) -> Answer {
        guard let answer else { throw Problem(.notFound, "A run of the comparison is not there any more.") }
        if let gap = comparison?.lackingFilesystem { throw Problem(.notFound, sentence(gap)) }
        return answer
    }

    /// How a run stands among the others.
    func standing(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        let query = try StandingQuery(request)
        let id = try runs.run(reference).id
        let answer = try runs.read { () throws(LibraryError) in
            try answers.standing(of: id, against: query.baseline, asOf: query.asOf, margin: query.margin)
        }
        guard let answer else {
            let gap = try runs.read { () throws(LibraryError) in
                try answers.gap(of: id, baseline: query.baseline ?? "")
            }
            throw Problem(.notFound, Self.sentence(gap))
        }
        return .json(answer.json(links))
    }

    /// A metric in time.
    func trend(_ request: Request) throws(Problem) -> Response {
        let question = try TrendQuery(request).question
        let answer = try runs.read { () throws(LibraryError) in try answers.trend(question) }
        guard let answer else {
            let gap = try runs.read { () throws(LibraryError) in try answers.gap(of: question) }
            throw Problem(.notFound, Self.sentence(gap))
        }
        return .json(answer.json(links))
    }

    /// How to tell filesystems apart.
    func plan(_ request: Request) throws(Problem) -> Response {
        let question = try PlanQuery(request).question
        let answer = try runs.read { () throws(LibraryError) in try answers.plan(question) }
        guard let answer else {
            let gap = try runs.read { () throws(LibraryError) in try answers.gap(of: question) }
            throw Problem(.notFound, Self.sentence(gap))
        }
        return .json(answer.json)
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
