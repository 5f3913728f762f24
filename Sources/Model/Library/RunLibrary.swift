package import System

/// What has been filed, for readers: from any thread, and nothing here writes.
///
/// A run that is listed is whole: it was filed in one step (`RunArchive`). Every function throws `LibraryError` where the
/// catalog or the disk fails.
package protocol RunLibrary: Sendable {
    /// A copy of the newest report that the old application left and that is no run; nil where there is none.
    var oldLatest: FilePath? { get }

    /// How far the catalog is while it is made from the files; nil while it has all runs.
    var indexing: IndexingProgress? { get }

    /// Whether the catalog says all that the files say.
    var isComplete: Bool { get }

    /// Some runs of benchd's own ids that are greater than one, in their order, which is that of filing whatever the clock said;
    /// of all where it is nil.
    func runs(filedAfter id: RunID?, limit: Int) throws(LibraryError) -> [RunID]

    /// Whether other processes file runs into the library, too, so that `catchUp()` may have to wait.
    var isShared: Bool { get }

    /// Whether all that any process has acknowledged before this moment can be read here without waiting.
    var isCaughtUp: Bool { get }

    /// Returns once all that any process has acknowledged before this call can be read here; after a short while without an
    /// answer from where the library lies, it returns all the same, and what is known is read.
    ///
    /// It waits only where the library is shared.
    func catchUp()

    /// Makes a call, once, when `catchUp()` would return; from any thread, and it must not wait.
    func whenCaughtUp(_ call: @escaping @Sendable () -> Void)

    /// Whether this process does what is done once for all that share the library: judging by rules, verifying, forgetting.
    var actsForAll: Bool { get }

    /// The last backup that was whole; nil where none is known.
    var lastBackup: BackupRecord? { get }

    /// Changes whenever what is known of any run changes, so that answers can be kept while it is the same.
    var revision: UInt64 { get }

    /// What a run is at this moment, so that answers that were made from it can be kept while it is the same.
    func version(of id: RunID) throws(LibraryError) -> RunVersion

    /// Has a call made whenever a run is filed, or something of it changes; it must not wait.
    func whenRunsChange(_ call: @escaping @Sendable (RunNews) -> Void)

    /// How large the library is.
    func size() throws(LibraryError) -> LibrarySize

    /// The newest run's id; nil while there is none.
    func latest() throws(LibraryError) -> RunID?

    /// The runs that a choice may mean; of a beginning the first few.
    func ids(of run: RunChoice) throws(LibraryError) -> [RunID]

    /// A page of runs.
    func runs(_ query: RunQuery) throws(LibraryError) -> RunPage

    /// What some runs were made with, and what the run before each was made with; a run of which this is not known, or
    /// would take too long to find, is left out.
    func lineages(of runs: [Run]) throws(LibraryError) -> [RunID: RunLineage]

    /// What is known of one run without its outline and listing; nil where there is none.
    func run(_ id: RunID) throws(LibraryError) -> FiledRun?

    /// What is kept of a run that was removed; nil where none of this id was.
    func tombstone(_ id: RunID) throws(LibraryError) -> Tombstone?

    /// How large the files of a run are, without a look at what they hold; nil where there is no report.
    func byteCounts(_ id: RunID) throws(LibraryError) -> (report: Int, config: Int?)?

    /// Opens a run's report or config archive, where it is whole.
    ///
    /// - Throws: `LibraryError.damaged` or `.unverified` where nothing of it may be shown now.
    func content(_ part: FiledPart, of id: RunID) throws(LibraryError) -> any RunContent

    /// Some benchmarks of a run's report with some of their entries; nil where there is no such run.
    func outline(
        _ id: RunID, from start: OutlinePosition, benchmarkLimit: Int, entryLimit: Int
    ) throws(LibraryError) -> OutlinePage?

    /// One entry by its names, whole or in their short form; nil where there is none.
    func entry(_ id: RunID, benchmark: String, filesystem: String) throws(LibraryError) -> OutlineEntry?

    /// Some of a run's filesystems by name; the run has their number.
    func filesystems(_ id: RunID, from index: Int, limit: Int) throws(LibraryError) -> [Report.Name]

    /// What a run's report has at its top besides `data`.
    func parts(_ id: RunID) throws(LibraryError) -> ReportParts

    /// Some members of a run's config archive; nil where it has none that could be listed.
    func listing(_ id: RunID, from index: Int, limit: Int) throws(LibraryError) -> ListingPart?

    /// The members of a run's config archive that an address reaches.
    func listedEntries(_ id: RunID, at path: String) throws(LibraryError) -> [ListedEntry]

    /// The members at some places of a run's config archive, in their order.
    func listedEntries(_ id: RunID, indices: [Int]) throws(LibraryError) -> [ListedEntry]

    /// Hands over what a comparison needs of each member of a run's config archive; of none where it has no listing.
    func visitListedFiles(_ id: RunID, _ visit: (ListedFile) -> Void) throws(LibraryError)

    /// What benchd computes from a run, by whatever version of the rules it was last computed; nil where there is no such run,
    /// and while a run that an older version has filed waits for its turn.
    func analysis(_ id: RunID) throws(LibraryError) -> RunAnalysis?

    /// What the settings in a run's config archive say; nil without one, where it cannot be read, and where nothing is
    /// computed of the run yet.
    func vars(_ id: RunID) throws(LibraryError) -> ConfigVars?

    /// The runs that a query has, each with the values of its cells, without a look at any report.
    ///
    /// A cell is left out where the query names another benchmark, filesystem, family or driver; `limit` may be up to
    /// `MeasuredPage.runLimit`. Runs of which nothing is computed yet have no cells.
    func measured(_ query: RunQuery, _ values: ValueSelection) throws(LibraryError) -> MeasuredPage

    /// What the settings of some archives say; nil where they are not known any more.
    func vars(of id: VarsID) throws(LibraryError) -> ConfigVars?

    /// The newest runs, at most `limit`, whose report has this `system_info.timestamp`.
    func runs(factsCollected timestamp: String, limit: Int) throws(LibraryError) -> [CollectedFacts]

    /// The facts of a machine; empty where it is not known any more.
    func facts(of machine: MachineID) throws(LibraryError) -> [SystemFact]
}

extension RunLibrary {
    /// No other process files into it.
    package var isShared: Bool { false }

    /// Nothing is filed elsewhere.
    package var isCaughtUp: Bool { true }

    /// Nothing is filed elsewhere.
    package func catchUp() {}

    /// Nothing is filed elsewhere.
    package func whenCaughtUp(_ call: @escaping @Sendable () -> Void) { call() }

    /// There is no other process.
    package var actsForAll: Bool { true }

    /// Why nothing of a part of a run may be shown now; nil where it is whole, or the run has none.
    ///
    /// - Throws: `LibraryError` where the trouble is not the part's.
    package func objection(to part: FiledPart, of run: FiledRun) throws(LibraryError) -> Problem? {
        if part == .config && run.receipt.config == nil { return nil }
        do {
            _ = try content(part, of: run.id)
            return nil
        } catch {
            switch error {
            case .damaged, .unverified, .unavailable: return error.problem
            default: throw error
            }
        }
    }
}
