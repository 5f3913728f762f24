package import Model
package import System

/// How sure the values of a run are by themselves, without a baseline: intervals and rankings.
package struct RunCertainty: Sendable {
    package let asOf: Timestamp
    /// Of the main metrics.
    package let rankings: [Ranking]
    private let values: [MetricName: Uncertainty]

    /// What is known of a value of the run; nil where nothing is, and for a value of 0 or below.
    package subscript(cell: CellName, metric: String) -> Uncertainty? {
        values[MetricName(benchmark: cell.benchmark, filesystem: cell.filesystem, metric: metric)]
    }

    init(asOf: Timestamp, rankings: [Ranking], values: [Uncertainty]) {
        self.asOf = asOf
        self.rankings = rankings
        self.values = Dictionary(values.map { ($0.name, $0) }) { first, _ in first }
    }
}

extension Answers {
    /// How sure the values of a run are.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - benchmark: Only the values of this benchmark; nil for all.
    /// - Returns: The answer; nil where there is no such run.
    /// - Throws: `LibraryError` of the library.
    package func certainty(of id: RunID, benchmark: String? = nil) throws(LibraryError) -> RunCertainty? {
        let reader = try reader(asOf: nil)
        let (runs, _) = try reader.runs([id])
        guard let run = runs.first else { return nil }
        let evidence = try reader.evidence(of: [run])
        var filesystems: Set<String> = []
        let measurements = (evidence.run(id)?.measurements ?? []).filter { measurement in
            guard benchmark.map({ $0 == measurement.cell.benchmark }) ?? true else { return false }
            // Each filesystem is ranked against each other one, so their number is bounded.
            if filesystems.count < Evidence.Limits.filesystems {
                filesystems.insert(measurement.cell.filesystem)
            }
            return filesystems.contains(measurement.cell.filesystem)
        }
        return RunCertainty(
            asOf: reader.asOf,
            rankings: Comparer(noise: evidence.noise).rankings(of: id, measurements),
            values: Uncertainty.all(of: measurements, evidence.noise))
    }
}
