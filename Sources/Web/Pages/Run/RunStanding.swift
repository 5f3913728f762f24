import Analysis
import Model
import System

/// What the first screen of a run's page rests on besides the run's summary.
struct RunStanding: Sendable {
    /// Nil where nothing is computed of the run.
    let standing: StandingAnswer?
    let analysis: RunAnalysis?
    /// Nil for the first run of a rig, and for a run without a source.
    let before: SinceBefore?
    /// The filesystem that was asked for as the baseline, if the run lacks it.
    let missingBaseline: String?

    /// Of a run of which nothing can be said.
    static let none = RunStanding(standing: nil, analysis: nil, before: nil, missingBaseline: nil)
}

/// Finds out how a run stands.
struct RunStandingReader {
    let answers: Answers
    let runs: RunReader
    let links: Links

    /// How a run stands by what a page was asked; a baseline that the run lacks is left out.
    func standing(of run: FiledRun, _ query: StandingQuery) throws(Problem) -> RunStanding {
        let wanted = try standing(of: run, against: query.baseline, query)
        var standing = wanted
        if wanted == nil, query.baseline != nil { standing = try self.standing(of: run, against: nil, query) }
        return RunStanding(
            standing: standing, analysis: try runs.analysis(of: run), before: try before(run),
            missingBaseline: wanted == nil && standing != nil ? query.baseline : nil)
    }

    private func standing(
        of run: FiledRun, against baseline: String?, _ query: StandingQuery
    ) throws(Problem) -> StandingAnswer? {
        try runs.read { () throws(LibraryError) in
            try answers.standing(of: run.id, against: baseline, asOf: query.asOf, margin: query.margin)
        }
    }

    /// The run before it from the same source, and what changed.
    private func before(_ run: FiledRun) throws(Problem) -> SinceBefore? {
        guard let source = run.receipt.source else { return nil }
        var query = RunQuery()
        (query.source, query.until, query.limit) = (source, run.receipt.filed, 1)
        guard let earlier = try runs.runs(query).runs.first else { return nil }
        let change = try runs.read { () throws(LibraryError) in
            try answers.setupChange(from: earlier.id, to: run.id)
        }
        let sides = [ComparedItem(run: earlier.id), ComparedItem(run: run.id)]
        return change.map { SinceBefore(earlier: earlier, change: $0, link: links.comparison(sides)) }
    }
}
