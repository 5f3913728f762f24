import Analysis
import HTTP
import JSON
import Model
import System

/// The series of a run: as the report has them, in points, or as they are drawn.
struct SeriesAPI: Sendable {
    let runs: RunReader
    let links: Links

    /// What is drawn of a benchmark's series, or the series of one cell.
    func series(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        guard request.query("from") != nil, request.query("benchmark") == nil else {
            return try cellSeries(reference, CellSeriesQuery(request))
        }
        let query = try SeriesQuery(request)
        let series = try runs.series(reference, from: query.start, entries: query.entryLimit, query.limits)
        return .tagged(series.bytes, type: "application/json")
    }

    private func cellSeries(
        _ reference: RunReference, _ query: CellSeriesQuery
    ) throws(Problem) -> Response {
        let run = try runs.run(reference)
        let entry = try runs.entry(of: run, benchmark: query.benchmark, filesystem: query.filesystem)
        guard let entry else {
            throw Problem(
                .notFound,
                "The run \(run.id) has no cell for the filesystem \(JSONPointer.quoted(query.filesystem)) in"
                    + " \(JSONPointer.quoted(query.benchmark)).")
        }
        guard let part = query.part else { return try rawSeries(run, entry.parts[query.group.seriesSection]) }
        let series = try runs.bucketedSeries(of: run, entry, query.group, part)
        let head: [JSONValue.Member] = [
            .init("benchmark", .string(ShortName.of(query.benchmark))),
            .init("filesystem", .string(ShortName.of(query.filesystem))),
        ]
        return .tagged(series.bytes(after: run.head.members(links) + head), type: "application/json")
    }

    private func rawSeries(_ run: FiledRun, _ range: Range<Int>?) throws(Problem) -> Response {
        guard let range else { return .json([:]) }
        let tag = EntityTag("\(run.receipt.report.digest)-\(range.lowerBound)")
        return try runs.report(of: run, range).response(
            type: "application/json", tag: tag, modified: run.receipt.filed.seconds)
    }
}
