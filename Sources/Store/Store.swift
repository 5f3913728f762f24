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
    let catalog: Catalog
    let files: RunFiles
    /// The one way to the bytes of reports and configs.
    let filedFiles: FiledFiles
    /// The old application's copy of its newest report, where it lay in the folder at the start: it is no run.
    package let oldLatest: FilePath?
    private let generator: Mutex<RunIDGenerator>
    let backlog = Mutex(CatalogBacklog())
    /// Runs that could not be computed; the next start tries again.
    let skippedAnalyses = Mutex<Set<RunID>>([])
    /// Held while what people say of a run is changed: each change begins with what the last one has written.
    let marking = Mutex<Void>(())
    /// Hears of what is filed, and of what changes.
    let news = Listeners<RunNews>()

    init(files: RunFiles, catalog: Catalog, findings: Recovery.Findings) {
        folder = files.folder
        oldLatest =
            findings.foreign.contains(DataNames.oldLatest) ? folder.root.path(of: DataNames.oldLatest) : nil
        self.catalog = catalog
        self.files = files
        filedFiles = files.filed
        generator = Mutex(RunIDGenerator(after: findings.reports.filter(\.isOwn).max()))
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
            let now = try filed { () throws(FileError) in try folder.stamp(of: id) }
            guard reading.stamp.isOutdated(by: now) || reading.stamp.notes.isOutdated(by: now.notes)
            else { break }
            reading = try self.reading(of: id)
        }
        return reading.row?.receipt.reportProblem ?? reading.row?.unenteredConfig
    }

    /// How often the files of a run are read at most, if they change each time.
    private static let readingLimit = 3

    /// What the files of a run say, and what they were before they were read.
    struct Reading {
        let stamp: RunStamp
        let row: Catalog.Row?
    }

    /// Reads the files of a run.
    ///
    /// - Throws: `LibraryError` of the files.
    func reading(of id: RunID) throws(LibraryError) -> Reading {
        try filed { () throws(FileError) in
            Reading(stamp: try folder.stamp(of: id), row: try files.row(id))
        }
    }

    private func put(_ row: Catalog.Row?, of id: RunID) throws(LibraryError) {
        guard let row else {
            try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
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
    }

    func catalogued<Result>(
        _ body: (Catalog) throws(CatalogError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try body(catalog)
        } catch {
            throw .catalog(error)
        }
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
