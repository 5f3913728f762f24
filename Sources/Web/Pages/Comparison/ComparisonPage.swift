import Analysis
import HTTP
import Model
import System
import Templates

/// Runs, or filesystems of runs, side by side, `/compare`; of fewer than two, a choice of the next.
struct ComparisonPage: Sendable {
    let answers: AnswersAPI
    let runs: RunReader
    let links: Links

    /// The page; where what is asked for cannot be shown, people get the choice with the reason, and programs the problem.
    func response(_ visit: Visit) throws(Problem) -> Response {
        let address = ComparisonAddress(visit.request, links)
        do {
            guard Self.texts(address).count > 1 else {
                return .page(visit.look.render(.comparison, try choice(address, visit.request)))
            }
            let parameters = Parameters(ofPage: visit.request).dropping(emptyOf: ComparisonAddress.names)
            let query = try ComparisonQuery(parameters)
            let answer = try answers.comparison(query)
            let sides = ComparisonSides(
                answer: answer, address: address.of(answer.sides.map(\.item)), links: links)
            let table = try ComparisonTable(sides, sides.address, query.shown, parameters)
            if address["format"] == "csv" { return Self.csv(table) }
            return .page(
                visit.look.render(.comparison, try context(sides, table, query, visit.request)))
        } catch {
            guard Problem.prefersPage(visit.request.headers["Accept"]), error.status < 500 else {
                throw error
            }
            var response = Response(
                status: error.status, type: "text/html; charset=utf-8",
                bytes: visit.look.render(.comparison, try choice(address, visit.request, after: error)))
            response.headers["Cache-Control"] = "no-store"
            response.headers["Vary"] = "Accept"
            return response
        }
    }

    private static func texts(_ address: ComparisonAddress) -> [Substring] {
        address["runs"]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    }

    private static func csv(_ table: ComparisonTable) -> Response {
        var response = Response.tagged(
            ComparisonCSV.bytes(table.rows, table.sides.answer), type: "text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = "attachment; filename=\"comparison.csv\""
        return response
    }

    // MARK: The comparison

    private func context(
        _ sides: ComparisonSides, _ table: ComparisonTable, _ query: ComparisonQuery, _ request: Request
    ) throws(Problem) -> TemplateValue {
        let answer = sides.answer
        let address = sides.address
        let result = ComparisonResult(sides: sides, rows: table.all)
        let differences = ComparisonDifferences(
            sides: sides, decided: table.all.filter { $0.isDecided && $0.cell.isMain },
            isExact: address.numbers.isExact)
        let cell = ComparisonCellPart(table, links)
        let isAdding = address["q"] != nil || request.decodedTarget?.query.contains { $0.name == "q" } == true
        let names = answer.sides.indices.map(sides.name)
        return Self.nothing.adding([
            "page_title": .string(
                sides.areFilesystemsOfOneRun
                    ? "Compare \(ComparisonWords.list(names))" : "Compare \(answer.sides.count) sides"),
            "sides": .list(sides.cards), "swap_link": .text(sides.swapLink),
            "sentences": .list(result.sentences), "noise": .text(result.noise),
            "like_for_like": .string(result.likeForLike), "terms": .string(result.terms),
            "is_like": .bool(answer.likeForLike != .no),
            "differences": differences.context, "table": table.context, "verdicts": .list(table.verdicts),
            "view": ComparisonView(table: table, query: query).context,
            "cell": cell.flatMap { cell in cell.rows.first.map(cell.context) } ?? .null,
            "means": .list(result.means), "plan": .list(result.plan), "open": result.open,
            "as_of": .string(answer.asOf.pageText), "is_as_of_kept": .bool(query.asOf != nil),
            "kept_link": .string(address.link(["as_of": answer.asOf.description])),
            "now_link": .string(address.link(["as_of": nil])),
            "left_out": answer.omittedCellCount > 0
                ? .string(ValueFormat.count(answer.omittedCellCount)) : .null,
            "api_link": .string(address.apiLink), "csv_link": .string(address.link(["format": "csv"])),
            "exact_link": .string(address.link(["exact": address.numbers.isExact ? nil : "1"])),
            "is_exact": .bool(address.numbers.isExact),
            "units_link": .string(address.link(["units": address.numbers.prefixes == .iec ? nil : "iec"])),
            "is_binary": .bool(address.numbers.prefixes == .iec),
            "choice": try ComparisonChoice(
                runs: runs, links: links, address: address, items: answer.sides.map(\.item)
            ).context(request),
            "is_adding": .bool(isAdding),
        ])
    }

    // MARK: The choice

    private func choice(
        _ address: ComparisonAddress, _ request: Request, after problem: Problem? = nil
    ) throws(Problem) -> TemplateValue {
        var items: [ComparedItem] = []
        if problem == nil, let text = Self.texts(address).first {
            guard let item = ComparisonQuery.item(text) else { throw ComparisonQuery.noItem(text, place: 0) }
            items = [ComparedItem(run: try runs.run(item.run).id, filesystem: item.filesystem)]
        }
        let choice = ComparisonChoice(
            runs: runs, links: links, address: address.of(items), items: items)
        return Self.nothing.adding([
            "page_title": "Compare", "is_choice": true, "problem": .text(problem?.detail),
            "only": try choice.only(), "choice": try choice.context(request),
        ])
    }

    /// All keys, with nothing there.
    private static let nothing: TemplateValue = [
        "page_title": "", "is_choice": false, "problem": nil, "only": nil, "sides": .list([]),
        "swap_link": nil, "sentences": .list([]), "noise": nil, "like_for_like": "", "terms": "",
        "is_like": false, "differences": nil, "table": nil, "verdicts": .list([]), "view": nil, "cell": nil,
        "means": .list([]), "plan": .list([]), "open": nil, "as_of": "", "is_as_of_kept": false,
        "kept_link": "", "now_link": "", "left_out": nil, "api_link": "", "csv_link": "", "exact_link": "",
        "is_exact": false, "units_link": "", "is_binary": false, "choice": nil, "is_adding": false,
    ]
}
