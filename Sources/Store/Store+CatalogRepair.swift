package import Model
import Synchronization
import System

/// What the catalog lacks.
struct CatalogBacklog {
    /// Runs that are filed but have no row, or a damaged one.
    var runs: Set<RunID> = []
    /// Why the last attempt failed, or the row is no use.
    var reason = ""
    /// When the next attempt is due.
    var nextAttempt = ContinuousClock.now
    /// Makes the filing thread look at the backlog.
    var wake: (@Sendable () -> Void)?
}

/// How far the catalog is from what the files say.
struct CatalogProgress {
    /// Whether the digests of all runs are known; only what is not filing may change it meanwhile.
    var knowsAllRuns = false
    /// Whether the catalog says all that the files say.
    var isComplete = false
    /// Nil while nobody waits for it.
    var indexing: IndexingProgress?
    /// Whether the filing thread is to begin with an empty catalog.
    var mustRemake = false
    /// Why it cannot be brought up to the files.
    var trouble: String?
}

// The catalog is made from the files, and made again if it lacks something: by the filing thread, and by the scrub for a
// file that is whole again. No answer to a request writes.
extension Store: CatalogUpkeep {
    private static let pause = Duration.seconds(1)

    /// Gives the call that makes the filing thread call ``repairCatalog()`` soon; it comes from any thread.
    package func whenRepairIsDue(_ wake: @escaping @Sendable () -> Void) {
        backlog.withLock { $0.wake = wake }
    }

    /// When ``repairCatalog()`` must be called next; nil while nothing is lacking.
    package var nextRepair: ContinuousClock.Instant? {
        backlog.withLock { $0.runs.isEmpty ? nil : $0.nextAttempt }
    }

    /// Enters the runs that the catalog lacks, when it is time to; called by the filing thread.
    package func repairCatalog() {
        if progress.withLock(\.mustRemake) { remakeOnRequest() }
        guard let due = nextRepair, due <= .now else { return }
        // Why it failed is in the backlog, and said by `catalogTrouble`.
        try? indexPending()
    }

    /// Whether the digests of all runs are known (`CatalogUpkeep`).
    package var knowsAllRuns: Bool { progress.withLock(\.knowsAllRuns) }

    /// How far the catalog is while it is made from the files (`CatalogUpkeep`, `RunLibrary`).
    package var indexing: IndexingProgress? { progress.withLock(\.indexing) }

    /// Begins with an empty catalog, while nothing is filed; false where that fails.
    @discardableResult
    func remakeOnRequest() -> Bool {
        do {
            try remakeCatalog()
            progress.withLock {
                ($0.knowsAllRuns, $0.isComplete, $0.mustRemake, $0.trouble) = (false, false, false, nil)
            }
            return true
        } catch {
            // Whoever has asked asks again.
            progress.withLock { ($0.mustRemake, $0.trouble) = (false, "\(error)") }
            return false
        }
    }

    /// Makes the filing thread look at what is to be done.
    func wakeFiling() { backlog.withLock(\.wake)?() }

    /// Whether the log of the catalog has grown (`CatalogUpkeep`).
    package var isTidyingDue: Bool { catalog.isCheckpointDue }

    /// Brings the log of the catalog into its file (`CatalogUpkeep`).
    package func tidyCatalog() {
        // The log stays until the next time, and is as good.
        try? catalog.checkpoint()
    }

    /// What is wrong where filed runs cannot be entered into the catalog, and so are not listed; nil where all are.
    package var catalogTrouble: String? {
        if let trouble = progress.withLock(\.trouble) {
            return "The catalog cannot be brought up to the files (\(trouble)): drops may wait;"
                + " repair the disk of \(folder.root.path), and benchd goes on by itself."
        }
        let (runs, reason) = backlog.withLock { ($0.runs, $0.reason) }
        if runs.isEmpty { return nil }
        return "The catalog cannot be written (\(reason)): \(runs.count) of the filed runs are not listed;"
            + " repair the disk of \(folder.root.path(of: DataNames.catalog)), and benchd lists them by itself."
    }

    /// What is wrong, in one sentence, where the data folder that was opened is not the one at its path; nil where it is.
    package var displacement: String? { folder.displacement }

    /// Nobody else files into the folder (`CatalogUpkeep`).
    package var lateNews: String? { nil }

    /// Enters a run that was filed, or what has changed of it.
    ///
    /// A catalog that cannot be written costs no drop: the row is entered at once from the files, or later.
    func enter(
        _ id: RunID, as change: RunNews.Change = .changed, _ write: (RunStamp) throws(CatalogError) -> Void
    ) {
        defer { news.tell(RunNews(id: id, change)) }
        // One failed call is not a trouble, and the sender may ask for its run at once, so the row is
        // written again now.
        if (try? write(try folder.stamp(of: id))) != nil { return }
        do {
            try index(id)
        } catch {
            backlog.withLock { backlog in
                backlog.runs.insert(id)
                backlog.reason = "\(error)"
                backlog.nextAttempt = .now + Self.pause
            }
        }
    }

    /// Has a run's row made again.
    func requestRepair(of id: RunID, because error: CatalogError) {
        let wake = backlog.withLock { backlog in
            backlog.runs.insert(id)
            backlog.reason = "\(error)"
            return backlog.wake
        }
        wake?()
    }

    /// Whether a run that the catalog lacks has a file with these bytes.
    ///
    /// - Throws: `LibraryError` of a receipt.
    func isPending(_ digest: Digest) throws(LibraryError) -> Bool {
        for id in backlog.withLock({ $0.runs }) {
            let receipt = try filed { () throws(FileError) in try files.storedReceipt(id) }
            if receipt?.report.digest == digest || receipt?.config?.digest == digest { return true }
        }
        return false
    }

    /// Enters the runs that the catalog lacks, at once.
    ///
    /// Without their rows the same bytes could become a second run, and an acknowledged one could not be seen.
    ///
    /// - Throws: `LibraryError` for the first that cannot be entered.
    func indexPending() throws(LibraryError) {
        for id in backlog.withLock({ $0.runs }) {
            do {
                try index(id)
            } catch {
                backlog.withLock { backlog in
                    backlog.reason = "\(error)"
                    backlog.nextAttempt = .now + Self.pause
                }
                throw error
            }
            backlog.withLock { _ = $0.runs.remove(id) }
        }
    }
}
