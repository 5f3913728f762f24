import Analysis
import HTTP
import JSON
import Model

/// What is computed across runs, in JSON: comparisons, standings, trends, plans.
struct AnswersAPI: Sendable {
    let answers: Answers
    let runs: RunReader
    let links: Links

    /// Compares runs, or filesystems of runs.
    func comparison(_ request: Request) throws(Problem) -> Response {
        let query = try ComparisonQuery(request)
        return .json(try comparison(query).json(query.shown, links))
    }

    /// The answer to what is asked of a comparison; each side of it has the filesystem that it names.
    func comparison(_ query: ComparisonQuery) throws(Problem) -> ComparisonAnswer {
        var items: [ComparedItem] = []
        for (reference, filesystem) in query.items {
            items.append(ComparedItem(run: try runs.run(reference).id, filesystem: filesystem))
        }
        let question = query.question(items)
        let answer = try runs.read { () throws(LibraryError) in try answers.compare(question) }
        guard let answer else { throw Problem(.notFound, "A run of the comparison is not there any more.") }
        if let gap = answer.lackingFilesystem { throw Problem(.notFound, Self.sentence(gap)) }
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
