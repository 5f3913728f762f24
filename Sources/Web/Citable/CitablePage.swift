import Analysis
import Drawing
import HTTP
import JSON
import Model
import System
import Templates

/// A run as one file that needs nothing else, `/benchmarks/{uuid}.html`: what people keep, send and cite.
struct CitablePage: Sendable {
    let runs: RunReader
    let answers: Answers
    let links: Links
    /// Where the client finds this site: "http://bench.example/base".
    let site: String
    /// Of benchd.
    let version: String

    /// The most bytes of a file.
    var byteLimit = 2_000_000

    /// The file as an attachment; what would make it too large is left out, in the order of `CitablePart`.
    ///
    /// - Parameters:
    ///   - reference: The run.
    ///   - render: Fills the template with a context.
    /// - Returns: The answer.
    /// - Throws: `Problem` where there is no such run, or it cannot be read.
    func response(
        _ reference: RunReference, _ render: (TemplateValue) -> [UInt8]
    ) throws(Problem) -> Response {
        let content = try content(reference)
        var html: [UInt8] = []
        for count in 0...CitablePart.allCases.count {
            html = render(content.context(without: Set(CitablePart.allCases.prefix(count))))
            if html.count <= byteLimit { break }
        }
        guard html.count <= byteLimit else {
            throw Problem(
                .reportTooLarge, "The names of this run alone are more than a file may hold.",
                members: [.init("limit", .integer(byteLimit))])
        }
        var response = Response.tagged(html, type: "text/html; charset=utf-8")
        response.headers["Content-Disposition"] = ContentDisposition.attachment(
            content.fileName(extension: "html"))
        // The style sheet stands in the file, and nothing else may be loaded or run.
        response.headers["Content-Security-Policy"] =
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'"
        return response
    }

    /// All that the file may hold.
    ///
    /// - Throws: `Problem` where there is no such run, or it cannot be read.
    func content(_ reference: RunReference) throws(Problem) -> CitableContent {
        let run = try ChartedRun(reference, runs, site: site)
        var query = RunQuery()
        query.ids = [run.id]
        let (standing, certainty) = try runs.read {
            () throws(LibraryError) -> (StandingAnswer?, RunCertainty?) in
            (try answers.standing(of: run.id), try answers.certainty(of: run.id))
        }
        return try CitableContent(
            run: run, summary: try runs.pageSummary(.id(run.id), limits: PageLimits.usual),
            measured: try runs.measured(query, .all).runs.first, standing: standing, certainty: certainty,
            runs: runs, links: links, version: version)
    }
}

/// What is left out of a file that would be too large, in this order.
enum CitablePart: String, CaseIterable {
    case seriesCharts = "charts of series"
    case monitoringTables = "tables of monitoring averages"
    case valueTables = "tables of all values"
    case csv = "the values as CSV"
    case barCharts = "charts of bars"
    case facts = "system information"
    case rows = "all but the first rows of the matrix and of the findings"
}
