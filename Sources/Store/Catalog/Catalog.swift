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
        /// What was computed of the run; nil where its report cannot be read.
        var analysis: RunAnalysis?
        /// The analysis as it is stored, where it is packed already.
        var packed: PackedAnalysis?
        /// What the settings of its archive say; nil without one, or where it cannot be read.
        var vars: ConfigVars?
        var mark = RunMark()
        /// Why a config beside the report does not belong to the run; not stored in the catalog.
        var unenteredConfig: Problem?

        /// A run of which no file was read yet.
        init(_ receipt: Receipt, stamp: RunStamp) {
            self.init(
                receipt: receipt, report: Report(byteCount: receipt.report.byteCount), listing: nil,
                stamp: stamp)
        }

        /// A run with what was read of its files.
        init(
            receipt: Receipt, report: Report, listing: ConfigListing?, stamp: RunStamp,
            analysis: RunAnalysis? = nil, vars: ConfigVars? = nil, mark: RunMark = RunMark()
        ) {
            self.receipt = receipt
            self.report = report
            self.listing = listing
            self.stamp = stamp
            self.analysis = analysis
            self.vars = vars
            self.mark = mark
        }

        /// Whether a file that the receipt names is not what it says.
        var isDamaged: Bool {
            stamp.report.stamp == nil || (receipt.config != nil && stamp.config.stamp == nil)
        }
    }

    private let writer: Mutex<Database>
    /// How many runs were entered since the last checkpoint.
    let unchecked = Mutex(0)
    let readers: CatalogReaders
    /// What lists look through.
    let index: Mutex<LibraryIndex>
    /// How often runs have changed here.
    let changes = ChangeCounts()

    /// Opens the catalog; the caller deletes it first if it must be rebuilt.
    init(_ path: FilePath) throws(CatalogError) {
        let first = try Database(path)
        try first.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        // A checkpoint waits for the disk, so the filing thread leaves it to others.
        try first.execute("PRAGMA wal_autocheckpoint = \(Self.longestLog)")
        try CatalogSchema.prepare(first)
        try CatalogSchema.indexRest(in: first)
        index = Mutex(try CatalogSchema.wholeIndex(in: first))
        writer = Mutex(first)
        readers = try CatalogReaders(path)
    }

    /// Opens a catalog only to read, also while another process writes it.
    ///
    /// - Throws: `CatalogError`, also for a catalog of another version.
    init(reading path: FilePath) throws(CatalogError) {
        let first = try Database(path, isReadOnly: true)
        try CatalogSchema.expectCurrent(first)
        index = Mutex(try CatalogSchema.wholeIndex(in: first))
        // SQLite refuses what would be written here.
        writer = Mutex(first)
        readers = try CatalogReaders(path, isReadOnly: true)
    }

    // MARK: Writing

    /// Adds a run or replaces what was known of it; one without an analysis counts as computed by `rules`, unless it is nil.
    func put(_ row: Row, rules: Int) throws(CatalogError) {
        unchecked.withLock { $0 += 1 }
        try change { (database) throws(CatalogError) in try Self.put(row, rules: rules, in: database) }
    }

    static func put(
        _ row: Row, rules: Int, in database: Database
    ) throws(CatalogError) -> IndexEntry {
        let isKnown = try CatalogSchema.delete(row.receipt.id, from: database)
        let number = try CatalogSchema.insert(row, into: database)
        try CatalogSchema.insertReading(of: row.receipt.id, at: .now(), into: database)
        var place = CatalogSchema.AnalysisPlace(rules: Int64(rules))
        if let analysis = row.analysis {
            place = try CatalogSchema.replaceAnalysis(
                of: number, with: analysis, packed: row.packed, vars: row.vars, in: database)
        }
        let entry = try CatalogSchema.index(number, row.mark, place, in: database)
        return IndexEntry(run: entry.run, names: entry.names, isNew: !isKnown)
    }

    /// Enters a config that came after its report, with what is computed of the run now; without an analysis the run waits
    /// for its turn.
    func putConfig(
        _ receipt: Receipt, _ config: (listing: ConfigListing, vars: ConfigVars), stamp: RunStamp,
        analysis: RunAnalysis?
    ) throws(CatalogError) {
        try change { (database) throws(CatalogError) in
            let number = try CatalogSchema.updateConfig(
                receipt, listing: config.listing, stamp: stamp, in: database)
            try CatalogSchema.insertReading(of: receipt.id, at: .now(), into: database)
            var place = try CatalogSchema.place(of: number, in: database)
            place.rules = 0
            if let analysis {
                place = try CatalogSchema.replaceAnalysis(
                    of: number, with: analysis, vars: config.vars, in: database)
            }
            let mark = try CatalogSchema.mark(of: number, in: database)
            let entry = try CatalogSchema.index(number, mark, place, in: database)
            return IndexEntry(run: entry.run, names: entry.names, isNew: false)
        }
    }

    /// Removes a run whose report is gone.
    func remove(_ id: RunID) throws(CatalogError) {
        let indexed = OrderedRunID(id)
        try write { (database) throws(CatalogError) in
            let unused = index.withLock { $0.unused(after: indexed, changesTo: nil) }
            try database.transaction { () throws(CatalogError) in
                try CatalogSchema.delete(id, from: database)
                try CatalogSchema.delete(unused, from: database)
            }
            index.withLock { $0.remove(indexed, without: unused) }
        }
        changes.note(id)
    }

    /// How a run is found now.
    struct IndexEntry {
        let run: IndexedRun
        let names: NameSet
        let isNew: Bool
    }

    /// Runs `body` in one transaction on the writing connection; when it is written, lists follow.
    func change(
        _ body: (Database) throws(CatalogError) -> IndexEntry?
    ) throws(CatalogError) {
        var changed: RunID?
        try write { (database) throws(CatalogError) in
            var entry: IndexEntry?
            var unused: Set<UInt32> = []
            try database.transaction { () throws(CatalogError) in
                entry = try body(database)
                guard let run = entry?.run, entry?.isNew == false else { return }
                unused = index.withLock { $0.unused(after: run.id, changesTo: run) }
                try CatalogSchema.delete(unused, from: database)
            }
            guard let entry else { return }
            index.withLock { $0.put(entry.run, names: entry.names, isNew: entry.isNew, without: unused) }
            changed = entry.run.id.runID
        }
        // When all of it can be read: who has looked at the count before reads again.
        if let changed { changes.note(changed) }
    }

    // MARK: Reading

    /// How many runs there are, and how many bytes their files have.
    var totals: (runCount: Int, byteCount: Int) {
        let runs = index.withLock(\.runs)
        return (runs.count, Int(clamping: runs.reduce(0) { $0 &+ $1.byteCount }))
    }

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
