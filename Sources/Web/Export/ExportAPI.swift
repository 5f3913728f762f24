import HTTP
import Model
import System

/// The values of runs as CSV or lines of JSON, in parts that each cost little.
struct ExportAPI: Sendable {
    let runs: RunReader
    let links: Links

    /// An answer ends after so many bytes, also within a run.
    private static let byteLimit = 4 << 20
    /// How many runs are in memory at the same time, each with at most some 60,000 values.
    private static let runsAtATime = 4

    /// The values of the runs that are asked for; the field `Link` has the address of the next part, if there is one.
    func lines(_ request: Request) throws(Problem) -> Response {
        let query = try ExportQuery(request)
        var writer = ExportWriter(query.format, hasHeader: query.start == nil, byteLimit: Self.byteLimit)
        let next = try write(query, to: &writer)
        var response = Response.tagged(
            writer.bytes, type: query.format.mediaType(hasHeader: query.start == nil))
        response.headers["Content-Disposition"] = ContentDisposition.attachment(
            "benchd.\(query.format.rawValue)")
        if let next {
            response.headers["Link"] = "<\(links.export(like: request, from: next))>; rel=\"next\""
        }
        return response
    }

    /// Writes as much as fits, and gives the place where the next part begins; nil where nothing is left.
    private func write(_ query: ExportQuery, to writer: inout ExportWriter) throws(Problem) -> ExportCursor? {
        var place = query.start ?? ExportCursor()
        var asked = query.runs
        var rest = query.runs.limit
        while true {
            asked.limit = min(rest, Self.runsAtATime)
            try asked.begin(after: place.run)
            let page = try runs.measured(asked, .all)
            for run in page.runs {
                let start = run.id == place.partial ? place.line : 0
                if let line = writer.add(run, from: start) {
                    // No line of the run fits: then the part ends before it.
                    return line == 0
                        ? ExportCursor(run: place.run)
                        : ExportCursor(run: place.run, partial: run.id, line: line)
                }
                place = ExportCursor(run: RunCursor(filed: run.filed, id: run.id))
            }
            rest -= page.runs.count
            guard page.next != nil else { return nil }
            if rest <= 0 || page.runs.isEmpty || writer.isFull { return place }
        }
    }
}

extension Links {
    /// The part of the export that begins at a place, with the other parameters of a request.
    func export(like request: Request, from place: ExportCursor) -> String {
        let items = (request.decodedTarget?.query ?? []).filter { $0.name != "cursor" }
        return address(
            "/api/export",
            items.map { ($0.name, PercentEncoding.component($0.value)) } + [("cursor", place.description)])
    }
}
