import Analysis
import Model
import Synchronization
package import System

/// Everything that is filed.
///
/// No other type knows where the files of a run are.
///
/// The library of one machine: a data folder, and an SQLite catalog of it. Reading is safe from any thread, filing is done
/// by one (`RunLibrary`, `RunArchive`, `CatalogUpkeep`, `FileVerification`).
package final class Store: Sendable {
    let folder: DataFolder
    private let currentCatalog: Mutex<Catalog>
    let files: RunFiles
    /// The one way to the bytes of reports and configs.
    let filedFiles: FiledFiles
    /// The old application's copy of its newest report, where it lay in the folder at the start: it is no run.
    package let oldLatest: FilePath?
    /// Before `knowsAllRuns` there is no use for it.
    let generator = Mutex(RunIDGenerator(after: nil))
    let backlog = Mutex(CatalogBacklog())
    let progress = Mutex(CatalogProgress())
    /// Runs that could not be computed; the next start tries again.
    let skippedAnalyses = Mutex<Set<RunID>>([])
    /// Held while what people say of a run is changed: each change begins with what the last one has written.
    let marking = Mutex<Void>(())
    /// Held while drops are filed, and while runs are removed; before `marking`.
    let filing = Mutex<Void>(())
    /// Hears of what is filed, and of what changes.
    let news = Listeners<RunNews>()

    init(files: RunFiles, catalog: Catalog, oldLatest: FilePath? = nil) {
        folder = files.folder
        currentCatalog = Mutex(catalog)
        self.oldLatest = oldLatest
        self.files = files
        filedFiles = files.filed
    }

    /// What is known of all runs; another one after it was damaged.
    var catalog: Catalog { currentCatalog.withLock(\.self) }

    /// Has `body` make another catalog, for which readers wait.
    func replaceCatalog(by body: (Catalog) throws(LibraryError) -> Catalog) throws(LibraryError) {
        try currentCatalog.withLock { (catalog) throws(LibraryError) in catalog = try body(catalog) }
    }

    /// A new id, greater than every one before.
    func nextID(at time: Timestamp) -> RunID {
        generator.withLock { $0.next(at: time) }
    }

    /// Reads a run into the catalog; returns why its report has no outline, where it is whole and no report by our rules,
    /// or why a config beside it is not entered.
    @discardableResult
    func index(_ id: RunID) throws(LibraryError) -> Problem? {
        try index(id, from: try reading(of: id))
    }

    /// Enters what was read of a run's files; if another thread has changed them meanwhile, reads them again.
    func index(_ id: RunID, from first: Reading) throws(LibraryError) -> Problem? {
        var reading = first
        for _ in 0..<Self.readingLimit {
            try put(reading.row, of: id)
            guard try isOutdated(reading, id) else { break }
            reading = try self.reading(of: id)
        }
        return reading.problem
    }

    /// Whether the files of a run have changed since they were read.
    func isOutdated(_ reading: Reading, _ id: RunID) throws(LibraryError) -> Bool {
        let now = try filed { () throws(FileError) in try folder.stamp(of: id) }
        return reading.stamp.isOutdated(by: now) || reading.stamp.notes.isOutdated(by: now.notes)
    }

    /// How often the files of a run are read at most, if they change each time.
    private static let readingLimit = 3

    /// What the files of a run say, and what they were before they were read.
    struct Reading {
        let stamp: RunStamp
        let row: Catalog.Row?
        /// Whether only the receipt was read.
        var isShort = false

        /// Why the report has no outline, or why a config beside it is not entered.
        var problem: Problem? { row?.receipt.reportProblem ?? row?.unenteredConfig }
    }

    /// Reads the files of a run.
    ///
    /// - Throws: `LibraryError` of the files.
    func reading(of id: RunID) throws(LibraryError) -> Reading {
        try filed { () throws(FileError) in
            Reading(stamp: try folder.stamp(of: id), row: try files.row(id))
        }
    }

    func put(_ row: Catalog.Row?, of id: RunID) throws(LibraryError) {
        guard let row else {
            // A tombstone that cannot be read is named by the next start.
            let tombstone = try? folder.tombstone(id)
            try catalogued { (catalog) throws(CatalogError) in
                if let tombstone { try catalog.bury(tombstone) } else { try catalog.remove(id) }
            }
            return
        }
        try catalogued { (catalog) throws(CatalogError) in
            let known = try catalog.parts(of: id)
            // What is known of a file that is damaged now is better than nothing.
            if row.isDamaged, known?.report == row.receipt.report, known?.config == row.receipt.config {
                try catalog.noteVerification(of: id, stamp: row.stamp, at: .now())
                try catalog.putMark(row.mark, notes: row.stamp.notes, of: id)
            } else {
                try catalog.put(row, rules: RunAnalysis.currentRules)
            }
        }
        noteDoubt(of: row)
    }

    /// Has the background read what was too large to be read here; by then the run must be in the catalog.
    func noteDoubt(of row: Catalog.Row) {
        if row.isDoubted { filedFiles.doubts.add(row.receipt.id) }
    }

    func filed<Result: ~Copyable>(
        _ body: () throws(FileError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try body()
        } catch {
            throw .file(error)
        }
    }
}
