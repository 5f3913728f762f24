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
        /// Whether a part above the limits was not read, and is to be read in the background; not stored in the catalog.
        var isDoubted = false
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
    /// Which documents are needed; under the lock of the writer.
    private let uses: Mutex<DocumentUses>
    /// How often runs have changed.
    let changes: ChangeCounts
    let measuredRuns = MeasuredRuns()

    /// Opens the catalog; the caller deletes it first if it must be rebuilt.
    ///
    /// `changes` is what one that was rebuilt has counted.
    init(_ path: FilePath, changes: ChangeCounts = ChangeCounts()) throws(CatalogError) {
        let first = try Database(path)
        try first.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        // A checkpoint waits for the disk, so the filing thread leaves it to others.
        try first.execute("PRAGMA wal_autocheckpoint = \(Self.longestLog)")
        try CatalogSchema.prepare(first)
        readers = try CatalogReaders(path)
        let runs = try CatalogSchema.allRuns(readers)
        index = Mutex(try CatalogSchema.index(of: runs, in: first))
        uses = Mutex(DocumentUses(runs))
        writer = Mutex(first)
        self.changes = changes
    }

    /// Opens a catalog only to read, also while another process writes it.
    ///
    /// - Throws: `CatalogError`, also for a catalog of another version.
    init(reading path: FilePath) throws(CatalogError) {
        let first = try Database(path, isReadOnly: true)
        try CatalogSchema.expectCurrent(first)
        readers = try CatalogReaders(path, isReadOnly: true)
        let runs = try CatalogSchema.allRuns(readers)
        index = Mutex(try CatalogSchema.index(of: runs, in: first))
        uses = Mutex(DocumentUses())
        // SQLite refuses what would be written here.
        writer = Mutex(first)
        changes = ChangeCounts()
    }

    // MARK: Writing

    /// Adds a run or replaces what was known of it; one without an analysis counts as computed by `rules`, unless it is nil.
    func put(_ row: Row, rules: Int) throws(CatalogError) { try put([row], rules: rules) }

    /// Adds runs or replaces what was known of them, in one transaction; when it is written, lists follow.
    ///
    /// - Throws: `CatalogError`; then none of them is entered.
    func put(_ rows: [Row], rules: Int) throws(CatalogError) {
        unchecked.withLock { $0 += rows.count }
        try change { (database) throws(CatalogError) in
            var entries: [IndexEntry] = []
            for row in rows { entries.append(try Self.put(row, rules: rules, in: database)) }
            return entries
        }
    }

    private static func put(
        _ row: Row, rules: Int, in database: Database
    ) throws(CatalogError) -> IndexEntry {
        let known = try CatalogSchema.knownRow(row.receipt.id, in: database)
        let number = try CatalogSchema.put(row, insteadOf: known, in: database)
        try CatalogSchema.insertReading(of: row.receipt.id, at: .now(), into: database)
        var place = CatalogSchema.AnalysisPlace(rules: Int64(rules))
        if let analysis = row.analysis {
            place = try CatalogSchema.replaceAnalysis(
                of: number, with: analysis, packed: row.packed, vars: row.vars, in: database)
        }
        let entry = try CatalogSchema.index(number, row.mark, place, in: database)
        return IndexEntry(run: entry.run, names: entry.names, filedBefore: known?.filed)
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
            return [IndexEntry(run: entry.run, names: entry.names, filedBefore: entry.run.filed)]
        }
    }

    /// Removes a run whose report is gone.
    func remove(_ id: RunID) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            guard let filed = try CatalogSchema.filed(id, in: database),
                let run = index.withLock({ $0.run(id, filed: filed) })
            else { return }
            var change = DocumentUses.Change()
            change.add(nil, insteadOf: run)
            let unused = uses.withLock { $0.unused(after: change) }
            try database.transaction { () throws(CatalogError) in
                try CatalogSchema.delete(id, from: database)
                try CatalogSchema.delete(unused, from: database)
            }
            uses.withLock { $0.apply(change) }
            index.withLock {
                $0.remove(run)
                $0.forget(unused)
            }
        }
        changes.note(id)
    }

    /// How a run is found now.
    struct IndexEntry {
        let run: IndexedRun
        let names: NameSet
        /// When it was filed by what was known of it; nil for a new one.
        let filedBefore: Int64?
    }

    /// Runs `body` in one transaction on the writing connection; when it is written, lists follow.
    func change(_ body: (Database) throws(CatalogError) -> [IndexEntry]) throws(CatalogError) {
        var changed: [RunID] = []
        try write { (database) throws(CatalogError) in
            var entries: [(new: IndexEntry, old: IndexedRun?)] = []
            var change = DocumentUses.Change()
            var unused: Set<UInt32> = []
            try database.transaction { () throws(CatalogError) in
                for new in try body(database) {
                    let old = new.filedBefore.flatMap { filed in
                        index.withLock { $0.run(new.run.id, filed: filed) }
                    }
                    change.add(new.run, insteadOf: old)
                    entries.append((new, old))
                }
                unused = uses.withLock { $0.unused(after: change) }
                try CatalogSchema.delete(unused, from: database)
            }
            uses.withLock { $0.apply(change) }
            index.withLock { index in
                for (new, old) in entries { index.put(new.run, names: new.names, insteadOf: old) }
                index.forget(unused)
            }
            changed = entries.map(\.new.run.id)
        }
        // When all of it can be read: who has looked at the count before reads again.
        for id in changed { changes.note(id) }
    }

    // MARK: Reading

    /// How many runs there are, and how many bytes their files have.
    var totals: (runCount: Int, byteCount: Int) {
        index.withLock { ($0.runs.count, Int(clamping: $0.byteCount)) }
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
