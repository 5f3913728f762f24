package import System

/// What the side that takes drops in needs of a library.
package typealias FilingLibrary = RunArchive & CatalogUpkeep & FileVerification & AnalysisUpkeep

/// What keeps a catalog complete; called by the filing thread, but where a function says otherwise.
package protocol CatalogUpkeep: Sendable {
    /// Whether the digests of all runs are known, so that drops can be filed; where this ends, it ends in `repairCatalog()`.
    /// From any thread.
    var knowsAllRuns: Bool { get }

    /// How far the catalog is while it is made from the files; nil while it has all runs. From any thread.
    var indexing: IndexingProgress? { get }

    /// Gives the call that makes the filing thread look at `knowsAllRuns` and call `repairCatalog()` soon; it comes from any
    /// thread.
    func whenRepairIsDue(_ wake: @escaping @Sendable () -> Void)

    /// When `repairCatalog()` must be called next; nil while nothing is lacking.
    var nextRepair: ContinuousClock.Instant? { get }

    /// Enters the runs that the catalog lacks, when it is time to.
    func repairCatalog()

    /// Whether `tidyCatalog()` should be called soon. From any thread.
    var isTidyingDue: Bool { get }

    /// Does what need not be done while somebody waits for a filing. From any thread, by one at a time.
    func tidyCatalog()

    /// What is wrong where filed runs are not listed, in one sentence; nil where all are. From any thread.
    var catalogTrouble: String? { get }

    /// What is wrong where runs that others have filed are not listed yet, in one sentence; nil where they are. From any thread.
    var lateNews: String? { get }

    /// The last backup that was whole; nil where none is known. From any thread.
    var lastBackup: BackupRecord? { get }

    /// What is wrong where filed runs cannot be reached any more, in one sentence; nil where they can. From any thread.
    var displacement: String? { get }
}

/// What compares filed files with their receipts; used by the scrub's thread, but where a function says otherwise.
package protocol FileVerification: Sendable {
    /// Hands over the runs that should be read again soon, each by a call on the thread that has noticed it.
    func whenDoubtful(_ handler: @escaping @Sendable (RunID) -> Void)

    /// The run whose files were read longest ago, and when; nil while there is none.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func longestUnread() throws(LibraryError) -> (id: RunID, read: Timestamp)?

    /// Reads all bytes of a run's files, past the cache where `isFromDisk`, and compares them with what was filed.
    ///
    /// `pace` gets the bytes of each step, and ends the reading where it returns false.
    /// - Throws: `LibraryError` of the catalog, or where the trouble is not the files'.
    func verify(_ id: RunID, isFromDisk: Bool, pace: (Int) -> Bool) throws(LibraryError)

    /// Looks again at some of the runs that are known to be damaged, so that a trouble that is mended ends. From any thread.
    func reconsiderDamages()
}

/// What computes runs again of which something is lacking or was made by other rules; used by the scrub's thread.
package protocol AnalysisUpkeep: Sendable {
    /// A run that must be computed, about the newest first; nil where all are by the rules of today.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func nextAnalysis() throws(LibraryError) -> RunID?

    /// Reads a run's report and archive, once each, and computes it; what was computed before is readable meanwhile.
    ///
    /// A run that cannot be read counts as done until its files change.
    /// - Returns: Whether it was computed; false where that is left to somebody else.
    /// - Throws: `LibraryError` of the catalog, of a disk, or `ECANCELED` where it is cancelled: the run stays due.
    @discardableResult
    func analyse(_ id: RunID, unless cancellation: Cancellation) throws(LibraryError) -> Bool
}
