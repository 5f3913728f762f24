import Model
import System

/// Reads the runs that an answer rests on.
struct EvidenceReader {
    let library: any RunLibrary
    /// Runs filed later teach nothing.
    let asOf: Timestamp
    let kept: EvidenceCache

    /// What teaches about some runs: the newest runs of their rigs and of the library, and the runs themselves.
    func evidence(of asked: [MeasuredRun]) throws(LibraryError) -> Evidence {
        let rigs = Set(asked.compactMap(\.rig)).sorted()
        let key = EvidenceCache.Key(rigs: rigs, asOf: asOf, revision: library.revision)
        let known = kept[key]
        if let known, asked.allSatisfy({ known.run($0.id)?.cellCount == $0.cells.count }) { return known }
        let newest = try runs(of: rigs)
        let near = bounded([], newest)
        if known == nil, asked.allSatisfy({ run in near.contains { $0.isAll(of: run) } }) {
            let made = try Evidence(near, in: library, asOf: asOf, reusing: kept.prepared)
            kept[key] = made
            return made
        }
        return try Evidence(
            bounded(asked, neighbours(of: asked) + newest), in: library, asOf: asOf, reusing: kept.prepared)
    }

    /// The newest runs of rigs, then of the library.
    private func runs(of rigs: [String]) throws(LibraryError) -> [MeasuredRun] {
        var runs: [MeasuredRun] = []
        for rig in rigs {
            var query = filedInTime()
            query.rig = rig
            runs += try newest(query, .compared, limit: max(1, Evidence.Limits.rigRuns / rigs.count))
        }
        return runs + (try newest(filedInTime(), .compared, limit: Evidence.Limits.libraryRuns))
    }

    /// The runs before some runs on their rigs: the repeats of runs that are not among the newest.
    private func neighbours(of asked: [MeasuredRun]) throws(LibraryError) -> [MeasuredRun] {
        var runs: [MeasuredRun] = []
        for run in asked where run.rig != nil && run.filed <= asOf {
            var query = RunQuery()
            query.rig = run.rig
            query.until = Timestamp(milliseconds: run.filed.milliseconds &+ 1)
            runs += try newest(query, .compared, limit: Evidence.Limits.neighbourRuns)
        }
        return runs
    }

    /// Some runs by their ids, in that order, with all that is compared of their first cells; those that are not there are
    /// left out.
    ///
    /// - Returns: The runs, and how many of their cells are left out because they are too many.
    func runs(_ ids: [RunID]) throws(LibraryError) -> (runs: [MeasuredRun], omittedCells: Int) {
        var query = RunQuery()
        query.ids = ids
        let found = try newest(query, .compared, limit: ids.count)
        let whole = ids.compactMap { id in found.first { $0.id == id } }
        let share = Evidence.Limits.askedCells / max(1, ids.count)
        return (
            whole.map { $0.first(share) }, whole.reduce(0) { $0 + max(0, $1.cells.count - share) }
        )
    }

    /// The newest runs that a query has, page by page.
    func newest(
        _ query: RunQuery, _ values: ValueSelection, limit: Int
    ) throws(LibraryError) -> [MeasuredRun] {
        var query = query
        var runs: [MeasuredRun] = []
        var cells = 0
        repeat {
            query.limit = min(limit - runs.count, MeasuredPage.runLimit)
            let page = try library.measured(query, values)
            runs += page.runs
            cells += page.runs.reduce(0) { $0 + $1.cells.count }
            query.cursor = page.next
        } while query.cursor != nil && runs.count < limit && cells < Evidence.Limits.cells
        return runs
    }

    /// A query for what was filed up to the time.
    func filedInTime() -> RunQuery {
        var query = RunQuery()
        query.until = Timestamp(milliseconds: asOf.milliseconds &+ 1)
        return query
    }

    /// The runs that are asked about, and of the others those that have together no more cells than are looked at; one of
    /// very many cells is passed over.
    private func bounded(_ asked: [MeasuredRun], _ others: [MeasuredRun]) -> [MeasuredRun] {
        var cells = asked.reduce(0) { $0 + $1.cells.count }
        return asked
            + others.filter { run in
                guard cells + run.cells.count <= Evidence.Limits.cells else { return false }
                cells += run.cells.count
                return true
            }
    }
}

extension MeasuredRun {
    /// Whether this is another, with as many cells.
    fileprivate func isAll(of other: MeasuredRun) -> Bool {
        id == other.id && cells.count == other.cells.count
    }

    /// The run with its first cells.
    func first(_ count: Int) -> MeasuredRun {
        cells.count <= count ? self : having(Array(cells.prefix(count)))
    }

    /// The run with some of its cells.
    func having(_ cells: [MeasuredCell]) -> MeasuredRun {
        MeasuredRun(
            id: id, filed: filed, source: source, rig: rig, label: label, isExcluded: isExcluded, vars: vars,
            machine: machine, benchmarks: benchmarks, filesystems: filesystems, cells: cells)
    }
}
