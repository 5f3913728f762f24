import Analysis
import HTTP
import JSON
import Model
import Templates

/// The page `/trends`: a metric of a benchmark on a filesystem of a rig, in time.
struct TrendsPage: Sendable {
    let runs: RunReader
    let answers: Answers
    let links: Links

    private static let names = ["benchmark", "filesystem", "metric", "source", "as_of", "margin"]

    /// The context of templates/pages/trends.html, and the status that goes with it.
    ///
    /// - Throws: `Problem` where the library cannot be read; a question without an answer is in the context.
    func context(_ request: Request) throws(Problem) -> (context: TemplateValue, status: Int) {
        let parameters = Parameters(ofPage: request).dropping(emptyOf: Self.names)
        let choices = try TrendChoices(runs, source: parameters["source"])
        var found = Found()
        do throws(Problem) {
            found = try find(parameters, choices)
        } catch {
            guard error.status < 500 else { throw error }
            found.problem = error
        }
        let chosen = TrendChoices.Chosen(
            source: parameters["source"], benchmark: found.question?.benchmark ?? parameters["benchmark"],
            filesystem: found.question?.filesystem ?? parameters["filesystem"],
            metric: found.answer?.metric ?? parameters["metric"])
        let view = TrendView.context(
            found.answer, found.question, NumberLook(parameters), links,
            showsAll: parameters["points"] == "all")
        return (
            [
                "page_title": "Trends",
                "is_empty": .bool(choices.isEmpty),
                "problem": .text(found.problem?.detail), "lack": .text(found.lack),
                "offers": .list(offers(found, parameters)),
                "form": choices.context(chosen, metrics: found.answer?.metrics ?? []),
                "is_chosen_here": .bool(found.isDefault),
                "trend": view,
                "as_of": .text(parameters["as_of"]), "margin": .text(parameters["margin"]),
            ], found.problem?.status ?? 200
        )
    }

    /// What came of a question.
    private struct Found {
        var question: TrendQuestion?
        var answer: TrendAnswer?
        /// Whether the page chose the cell, because the address names none.
        var isDefault = false
        var problem: Problem?
        /// That the rig has no such cell, in a sentence; then `cells` are those that it has.
        var lack: String?
        var cells: [CellName] = []
    }

    private func find(_ parameters: Parameters, _ choices: TrendChoices) throws(Problem) -> Found {
        guard !choices.isEmpty else { return Found() }
        var found = Found()
        if parameters["benchmark"] == nil, parameters["filesystem"] == nil {
            found.isDefault = true
            found.question = try choices.newestCell(runs, source: parameters["source"])
        } else {
            found.question = try TrendQuery(parameters).question
        }
        guard let question = found.question else {
            let whose = parameters["source"].map { " of the rig \(JSONPointer.quoted($0))" } ?? ""
            found.problem = Problem(
                .notFound,
                "None of the newest runs\(whose) has a main metric; choose a benchmark and a filesystem.")
            return found
        }
        found.answer = try runs.read { () throws(LibraryError) in try answers.trend(question) }
        if found.answer == nil {
            let gap = try runs.read { () throws(LibraryError) in try answers.gap(of: question) }
            let sentence = gap.prefix(1).uppercased() + gap.dropFirst() + "."
            if let rig = question.rig, choices.areKnown(question), try !hasCell(question) {
                found.lack = sentence
                found.cells = try choices.cells(runs, of: rig, first: question.benchmark)
            } else {
                found.problem = Problem(.notFound, sentence)
            }
        }
        return found
    }

    /// Whether only the metric of a question is wrong.
    private func hasCell(_ question: TrendQuestion) throws(Problem) -> Bool {
        guard question.metric != nil else { return false }
        var other = question
        other.metric = nil
        return try runs.read { () throws(LibraryError) in try answers.trend(other) } != nil
    }

    /// The most cells that are offered in place of one that the rig does not have; the form has the others.
    private static let offerLimit = 40

    private func offers(_ found: Found, _ parameters: Parameters) -> [TemplateValue] {
        found.cells.prefix(Self.offerLimit).map { cell in
            let items = [
                ("benchmark", cell.benchmark), ("filesystem", cell.filesystem),
                ("source", parameters["source"]), ("as_of", parameters["as_of"]),
                ("margin", parameters["margin"]),
            ]
            let link = links.address(
                "/trends", items.map { ($0.0, $0.1.map { PercentEncoding.component($0) }) })
            return [
                "benchmark": .string(cell.benchmark), "filesystem": .string(cell.filesystem),
                "link": .string(link),
            ]
        }
    }
}

extension TemplateNames {
    static let trendsPage = TemplateNames(
        "page_title", "is_empty", "problem", "lack", "is_chosen_here", "as_of", "margin",
        parts: [
            "form": .trendChoices, "trend": .trendView,
            "offers": TemplateNames("benchmark", "filesystem", "link"),
        ])
}
