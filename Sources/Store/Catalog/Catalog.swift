import Model
import Synchronization
import System

/// What queries need of all runs, in SQLite; derived from the data folder and rebuilt from it at need.
///
/// One connection writes, under its lock; any number of others read.
final class Catalog: Sendable {
    /// Everything the catalog holds of one run.
    struct Row: Equatable, Sendable {
        var receipt: Receipt
        var report: Report
        var listing: ConfigListing?
        /// What the run's files were when their bytes were known to be right.
        var stamp: RunStamp
        /// Why a config beside the report does not belong to the run; not stored in the catalog.
        var unenteredConfig: Problem?

        /// Whether a file that the receipt names is not what it says.
        var isDamaged: Bool {
            stamp.report.stamp == nil || (receipt.config != nil && stamp.config.stamp == nil)
        }
    }

    private let writer: Mutex<Database>
    private let readers: CatalogReaders
    /// How many runs there are, so that no reader has to count rows.
    private let runCount: Mutex<Int>

    /// Opens the catalog; the caller deletes it first if it must be rebuilt.
    init(_ path: FilePath) throws(CatalogError) {
        let first = try Database(path)
        try first.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        try CatalogSchema.prepare(first)
        runCount = Mutex(try Self.countRuns(in: first))
        writer = Mutex(first)
        readers = try CatalogReaders(path)
    }

    // MARK: Writing

    /// Adds a run or replaces what was known of it.
    func put(_ row: Row) throws(CatalogError) {
        try change { (database) throws(CatalogError) in
            try CatalogSchema.delete(row.receipt.id, from: database)
            try CatalogSchema.insert(row, into: database)
            try CatalogSchema.insertReading(of: row.receipt.id, at: .now(), into: database)
        }
    }

    /// Enters a config that came after its report.
    func putConfig(
        _ receipt: Receipt, listing: ConfigListing, stamp: RunStamp
    ) throws(CatalogError) {
        try change { (database) throws(CatalogError) in
            try CatalogSchema.updateConfig(receipt, listing: listing, stamp: stamp, in: database)
            try CatalogSchema.insertReading(of: receipt.id, at: .now(), into: database)
        }
    }

    /// Removes a run whose report is gone.
    func remove(_ id: RunID) throws(CatalogError) {
        try change { (database) throws(CatalogError) in try CatalogSchema.delete(id, from: database) }
    }

    /// Runs `body` in one transaction on the writing connection, and counts the runs where their number may have changed.
    private func change(_ body: (Database) throws(CatalogError) -> Void) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            try database.transaction { () throws(CatalogError) in
                try body(database)
            }
            let count = try Self.countRuns(in: database)
            runCount.withLock { $0 = count }
        }
    }

    private static func countRuns(in database: Database) throws(CatalogError) -> Int {
        var count = 0
        try database.query("SELECT runs FROM counts") { row in count = Int(row.integer(0)) }
        return count
    }

    // MARK: Reading

    /// What is known of one run; nil where there is none.
    ///
    /// - Throws: `CatalogError`; its cause is `content` where the row cannot be read, so that it is made again.
    func run(_ id: RunID) throws(CatalogError) -> FiledRun? {
        var row: CatalogSchema.RunColumns?
        try read { (database) throws(CatalogError) in row = try CatalogSchema.run(id, in: database) }
        return try row?.run()
    }

    /// The newest run by filed time, then id.
    func latest() throws(CatalogError) -> RunID? {
        try read { (database) throws(CatalogError) in
            var id: RunID?
            try database.query("SELECT id FROM runs ORDER BY filed DESC, id DESC LIMIT 1") { row in
                id = row.text(0).flatMap(RunID.init)
            }
            return id
        }
    }

    /// The runs whose report has these bytes, in the order they were filed.
    func twins(of report: Digest) throws(CatalogError) -> [RunTwin] {
        try read { (database) throws(CatalogError) in
            var twins: [RunTwin] = []
            try database.query(
                "SELECT id, config_digest FROM runs WHERE report_digest = ? ORDER BY filed, id",
                [.blob(report.bytes)]
            ) { row in
                guard let id = row.text(0).flatMap(RunID.init) else { return }
                twins.append(RunTwin(id: id, config: row.blob(1).flatMap(Digest.init(bytes:))))
            }
            return twins
        }
    }

    /// Whether any run's report or config has these bytes.
    func holds(_ digest: Digest) throws(CatalogError) -> Bool {
        try read { (database) throws(CatalogError) in
            var isHeld = false
            try database.query(
                "SELECT 1 FROM runs WHERE report_digest = ?1 OR config_digest = ?1 LIMIT 1",
                [.blob(digest.bytes)]
            ) { _ in isHeld = true }
            return isHeld
        }
    }

    /// The last run that was filed from a path of the inbox.
    ///
    /// By id, which only grows; the time of filing follows the clock, which can step back.
    func lastRun(from path: FilePath) throws(CatalogError) -> RunID? {
        try read { (database) throws(CatalogError) in
            var id: RunID?
            try database.query(
                "SELECT id FROM runs WHERE path = ? ORDER BY id DESC LIMIT 1", [.blob(path.bytes)]
            ) { row in id = row.text(0).flatMap(RunID.init) }
            return id
        }
    }

    /// Every run's id with the stamp of its files.
    func stamps() throws(CatalogError) -> [RunID: RunStamp] {
        try read { (database) throws(CatalogError) in
            var stamps: [RunID: RunStamp] = [:]
            try database.query("SELECT id, stamp FROM runs") { row in
                if let id = row.text(0).flatMap(RunID.init) { stamps[id] = RunStamp(text: row.text(1) ?? "") }
            }
            return stamps
        }
    }

    /// A page of runs, newest first.
    func runs(_ query: RunQuery) throws(CatalogError) -> RunPage {
        let total = query.isFiltered ? nil : runCount.withLock(\.self)
        return try read { (database) throws(CatalogError) in
            try RunSearch.run(query, total: total, in: database)
        }
    }

    /// Runs `body` on the writing connection.
    func write(_ body: (Database) throws(CatalogError) -> Void) throws(CatalogError) {
        try writer.withLock { (database) throws(CatalogError) in try body(database) }
    }

    func read<Result>(
        _ body: (Database) throws(CatalogError) -> Result
    ) throws(CatalogError) -> Result {
        try readers.read(body)
    }
}
