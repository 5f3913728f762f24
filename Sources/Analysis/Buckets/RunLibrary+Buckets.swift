import JSON
package import Model

extension RunLibrary {
    /// Reads the series of one group of a cell, in buckets.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - entry: Where the cell lies in its report.
    ///   - group: Which series.
    ///   - query: Which part of them.
    ///   - limits: How much is read and given.
    /// - Returns: The series; nil where they are more than the limits allow.
    /// - Throws: `LibraryError` of the report's file.
    package func bucketedSeries(
        _ id: RunID, _ entry: OutlineEntry, _ group: MonitoringGroup, _ query: BucketQuery,
        limits: BucketLimits = BucketLimits()
    ) throws(LibraryError) -> BucketedSeries? {
        guard let range = entry.parts[group.seriesSection] else {
            return BucketedSeries([], of: group, query, limits)
        }
        guard range.count <= limits.byteCount else { return nil }
        let report = ReportPieces(try content(.report, of: id))
        var reader = ListReader(group, limits)
        do {
            var scanner = JSONScanner(source: report.source(of: range))
            try reader.read(&scanner)
        } catch {
            // What was filed is a report: where it no longer reads as one, it was changed since it was opened.
            throw report.failure ?? report.content.doubt()
        }
        return reader.isBeyondLimits ? nil : BucketedSeries(reader.lists, of: group, query, limits)
    }
}
