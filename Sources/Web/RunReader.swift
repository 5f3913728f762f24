import Analysis
import Archives
import HTTP
import JSON
import Model
import System

/// Reads runs for answers: what is not there, and what fails, is a problem.
struct RunReader: Sendable {
    let library: any RunLibrary
    let log: LogSink

    /// A reader of a library that logs what fails.
    init(library: any RunLibrary, log: @escaping LogSink) {
        self.library = library
        self.log = log
    }

    /// The old application's copy of its newest report, where there is one.
    var oldLatest: FilePath? { library.oldLatest }

    /// Has a call made whenever a run is filed, or something of it changes; it must not wait.
    func whenRunsChange(_ call: @escaping @Sendable (RunNews) -> Void) { library.whenRunsChange(call) }

    /// The last backup that was whole; nil where none is known.
    var lastBackup: BackupRecord? { library.lastBackup }

    /// Whether other processes file runs into the library, too.
    var isShared: Bool { library.isShared }

    /// Whether what any of them has acknowledged before can be read without waiting.
    var isCaughtUp: Bool { library.isCaughtUp }

    /// Makes a call when what any of them has acknowledged before can be read.
    func whenCaughtUp(_ call: @escaping @Sendable () -> Void) { library.whenCaughtUp(call) }

    /// Changes whenever what is known of any run changes.
    var revision: UInt64 { library.revision }

    /// What a run is at this moment; nil where that cannot be found out.
    func version(of reference: RunReference) -> RunVersion? {
        // What fails here fails when the run is read, and has its message there.
        let id: RunID? = if case .id(let id) = reference { id } else { try? library.latest() }
        return id.flatMap { try? library.version(of: $0) }
    }

    /// How large the library is.
    func size() throws(Problem) -> LibrarySize {
        try read { () throws(LibraryError) in try library.size() }
    }

    /// Some runs, newest first.
    func runs(_ query: RunQuery) throws(Problem) -> RunPage {
        try read { () throws(LibraryError) in try library.runs(query) }
    }

    /// What some runs, and the runs before them, were made with.
    func lineages(of runs: [Run]) throws(Problem) -> [RunID: RunLineage] {
        try read { () throws(LibraryError) in try library.lineages(of: runs) }
    }

    /// The facts of a machine.
    func facts(of machine: MachineID) throws(Problem) -> [SystemFact] {
        try read { () throws(LibraryError) in try library.facts(of: machine) }
    }

    /// What the settings of some archives say.
    func vars(of archive: VarsID) throws(Problem) -> ConfigVars? {
        try read { () throws(LibraryError) in try library.vars(of: archive) }
    }

    /// What the settings in a run's config archive say; nil where that is not known.
    func vars(of run: FiledRun) throws(Problem) -> ConfigVars? {
        try read { () throws(LibraryError) in try library.vars(run.id) }
    }

    /// A run without what only its report says.
    func run(_ reference: RunReference) throws(Problem) -> FiledRun {
        let id = try id(reference)
        guard let run = try read({ () throws(LibraryError) in try library.run(id) }) else {
            throw try missing(id)
        }
        return run
    }

    /// A run with all values but its series; a config that is damaged is noted in its warnings, and not listed.
    func summary(
        _ reference: RunReference, from start: OutlinePosition = .start,
        limits: SummaryLimits = SummaryLimits()
    ) throws(Problem) -> RunSummary {
        let id = try id(reference)
        guard
            let summary = try read({ () throws(LibraryError) in
                try library.summary(id, from: start, limits: limits)
            })
        else {
            throw try missing(id)
        }
        guard let problem = try objection(to: .config, of: summary.run) else { return summary }
        return summary.of(summary.run.noting(problem, about: .config))
    }

    /// The same for a page, which also opens where the report is damaged: then with nothing of it, and a warning.
    func pageSummary(
        _ reference: RunReference, from start: OutlinePosition = .start,
        limits: SummaryLimits = SummaryLimits()
    ) throws(Problem) -> RunSummary {
        let run = try run(reference)
        do {
            return try summary(.id(run.id), from: start, limits: limits)
        } catch {
            guard error.kind.isLackOfBytes else { throw error }
            let noted = run.noting(error, about: .report)
            if let problem = try objection(to: .config, of: run) {
                return .withoutReport(noted.noting(problem, about: .config), config: nil)
            }
            guard run.config != nil else { return .withoutReport(noted, config: nil) }
            return .withoutReport(noted, config: try listing(of: run, from: 0, limit: limits.configEntries))
        }
    }

    /// What is drawn of the series of some entries of one benchmark.
    func series(
        _ reference: RunReference, from start: OutlinePosition, entries entryLimit: Int,
        _ limits: SeriesLimits
    ) throws(Problem) -> BenchmarkSeries {
        let id = try run(reference).id
        let series = try read { () throws(LibraryError) in
            try library.series(id, from: start, entries: entryLimit, limits: limits)
        }
        guard let series else {
            throw Problem(.notFound, "The run \(id) has no benchmark at the place \(start.benchmark).")
        }
        return series
    }

    /// The series of one group of a cell, in buckets.
    func bucketedSeries(
        of run: FiledRun, _ entry: OutlineEntry, _ group: MonitoringGroup, _ query: BucketQuery
    ) throws(Problem) -> BucketedSeries {
        let series = try read { () throws(LibraryError) in
            try library.bucketedSeries(run.id, entry, group, query)
        }
        guard let series else {
            let limits = BucketLimits()
            throw Problem(
                .reportTooLarge,
                "The series of this cell are more than benchd puts into points (\(limits.byteCount) bytes,"
                    + " \(limits.samples) elements, \(limits.lists) series); without points, from, to and key the answer"
                    + " has all of them.",
                members: [.init("limit", .integer(limits.byteCount))])
        }
        return series
    }

    /// Runs with the values of their cells.
    func measured(_ query: RunQuery, _ values: ValueSelection) throws(Problem) -> MeasuredPage {
        try read { () throws(LibraryError) in try library.measured(query, values) }
    }

    /// What benchd computes from a run; nil while nothing is computed.
    ///
    /// - Throws: `Problem` also where the report is damaged.
    func analysis(of run: FiledRun) throws(Problem) -> RunAnalysis? {
        if let problem = try objection(to: .report, of: run) { throw problem }
        return try read { () throws(LibraryError) in try library.analysis(run.id) }
    }

    func objection(to part: FiledPart, of run: FiledRun) throws(Problem) -> Problem? {
        try read { () throws(LibraryError) in try library.objection(to: part, of: run) }
    }

    /// A run's report, or a part of it.
    func report(of run: FiledRun, _ range: Range<Int>? = nil) throws(Problem) -> FiledBytes {
        let range = range ?? 0..<run.receipt.report.byteCount
        let content = try read { () throws(LibraryError) in try library.content(.report, of: run.id) }
        return FiledBytes(content, range)
    }

    /// A run's config archive.
    func config(of run: FiledRun) throws(Problem) -> (archive: FiledFile, bytes: FiledBytes) {
        guard let archive = run.receipt.config else { throw Self.withoutConfig(run.id) }
        let content = try read { () throws(LibraryError) in try library.content(.config, of: run.id) }
        return (archive, FiledBytes(content, 0..<archive.byteCount))
    }

    /// One entry of a run's report; nil where there is none of these names.
    func entry(
        of run: FiledRun, benchmark: String, filesystem: String
    ) throws(Problem) -> OutlineEntry? {
        try read { () throws(LibraryError) in
            try library.entry(run.id, benchmark: benchmark, filesystem: filesystem)
        }
    }

    /// The id that a path means; from here on this thread works on that run.
    func id(_ reference: RunReference) throws(Problem) -> RunID {
        switch reference {
        case .id(let id):
            WorkNote.name(id)
            return id
        case .latest:
            guard let id = try read({ () throws(LibraryError) in try library.latest() }) else {
                throw Problem(.notFound, "There is no run yet.")
            }
            WorkNote.name(id)
            return id
        }
    }

    /// How large a run's files are on disk.
    func byteCounts(_ id: RunID) throws(Problem) -> (report: Int, config: Int?) {
        guard let counts = try read({ () throws(LibraryError) in try library.byteCounts(id) }) else {
            throw try missing(id)
        }
        return counts
    }

    /// Why there is no run of an id.
    private func missing(_ id: RunID) throws(Problem) -> Problem {
        let tombstone = try tombstone(id)
        return tombstone?.problem ?? Problem(.notFound, "There is no run \(id).")
    }

    /// What is kept of a run that was removed; nil where none of this id was.
    func tombstone(_ id: RunID) throws(Problem) -> Tombstone? {
        try read { () throws(LibraryError) in try library.tombstone(id) }
    }

    /// The result of a body that reads the library; what fails there is logged, and a problem.
    func read<Result: ~Copyable>(_ body: () throws(LibraryError) -> Result) throws(Problem) -> Result {
        do throws(LibraryError) {
            return try body()
        } catch {
            switch error {
            // The log has it already, once.
            case .damaged, .unverified: break
            case .gone(let id): throw (try tombstone(id))?.problem ?? error.problem
            default: log(.error, "\(error)")
            }
            throw error.problem
        }
    }
}
