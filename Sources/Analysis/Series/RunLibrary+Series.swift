import JSON
package import Model

extension RunLibrary {
    /// Reads what is drawn of the series of some cells of one benchmark.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - start: The first cell.
    ///   - entryLimit: The most cells.
    ///   - limits: How much is read and drawn.
    /// - Returns: The series; nil where there is no such benchmark.
    /// - Throws: `LibraryError` of the catalog or the report's file.
    package func series(
        _ id: RunID, from start: OutlinePosition, entries entryLimit: Int,
        limits: SeriesLimits = SeriesLimits()
    ) throws(LibraryError) -> BenchmarkSeries? {
        let page = try outline(id, from: start, benchmarkLimit: 1, entryLimit: entryLimit)
        guard let benchmark = page?.benchmarks.first, benchmark.index == start.benchmark else { return nil }
        let report = ReportPieces(try content(.report, of: id))
        do {
            return try SeriesReader.read(benchmark.entries, limits: limits) { report.source(of: $0) }
        } catch {
            // What was filed is a report: where it no longer reads as one, it was changed since it was opened.
            throw report.failure ?? report.content.doubt()
        }
    }
}
