import Analysis
import Model
import System

/// What the first screen of a run's page rests on besides the run's summary.
struct RunStanding: Sendable {
    /// Nil where nothing is computed of the run.
    let standing: StandingAnswer?
    let analysis: RunAnalysis?
    /// Nil without a config archive, and where nothing is known of it.
    let vars: ConfigVars?
    /// Nil for the first run of a rig.
    let before: SinceBefore?
    /// The filesystem that was asked for as the baseline, if the run lacks it.
    let missingBaseline: String?

    /// Of a run of which nothing can be said.
    static let none = RunStanding(standing: nil, analysis: nil, vars: nil, before: nil, missingBaseline: nil)
}

/// Finds out how a run stands.
struct RunStandingReader {
    let answers: Answers
    let runs: RunReader

    /// How a run stands by what a page was asked; a baseline that the run lacks is left out.
    func standing(of run: FiledRun, _ query: StandingQuery) throws(Problem) -> RunStanding {
        let wanted = try standing(of: run, against: query.baseline, query)
        var standing = wanted
        if wanted == nil, query.baseline != nil { standing = try self.standing(of: run, against: nil, query) }
        return RunStanding(
            standing: standing, analysis: try runs.analysis(of: run), vars: try runs.vars(of: run),
            before: try before(run),
            missingBaseline: wanted == nil && standing != nil ? query.baseline : nil)
    }

    private func standing(
        of run: FiledRun, against baseline: String?, _ query: StandingQuery
    ) throws(Problem) -> StandingAnswer? {
        try runs.read { () throws(LibraryError) in
            try answers.standing(of: run.id, against: baseline, asOf: query.asOf, margin: query.margin)
        }
    }

    private func before(_ run: FiledRun) throws(Problem) -> SinceBefore? {
        var query = RunQuery()
        (query.ids, query.limit) = ([run.id], 1)
        return SinceBefore(run.id, try RunListChanges(of: try runs.runs(query).runs, runs).changes[run.id])
    }
}
