package import Archives
package import Model
import Synchronization
package import System

/// Everything that has been filed: the one place that knows where a run lives.
///
/// Reading is safe from any thread. Filing (`stage`, `commit`, `attach`) is done by one thread.
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

    /// What opening found and did, for the log.
    package struct Opening: Sendable, Equatable {
        package var runCount = 0
        package var indexedCount = 0
        package var notes: [String] = []
    }

    /// Opens and locks a data folder, repairs what a crash left, and brings the catalog up to its files.
    ///
    /// Nothing above the limits is read. With `rebuildingCatalog` the catalog is made from the files, whatever it says.
    /// `condition` gets the files that are not what was filed, from any thread that reads them.
    /// - Throws: `StoreError`; `.locked` where another process works on the folder.
    package static func open(
        _ path: FilePath, limits: ArchiveLimits, reportLimit: Int = .max, rebuildingCatalog: Bool = false,
        condition: Condition = Condition { _, _ in }
    ) throws(StoreError) -> (store: Store, opening: Opening) {
        let folder = try DataFolder(path)
        var opening = Opening()
        let findings: Recovery.Findings
        do {
            findings = try Recovery(folder: folder).run()
        } catch {
            throw .file(error)
        }
        opening.notes += findings.foreign.map(Self.note)
        if rebuildingCatalog { try Self.removeCatalog(folder) }
        let files = RunFiles(
            folder: folder, limits: limits, reportLimit: reportLimit,
            filed: FiledFiles(root: folder.root, condition: condition))
        let store = try Self.withCatalog(of: files, findings, &opening)
        return (store, opening)
    }

    private init(files: RunFiles, catalog: Catalog, findings: Recovery.Findings) {
        folder = files.folder
        oldLatest =
            findings.foreign.contains(DataNames.oldLatest) ? folder.root.path(of: DataNames.oldLatest) : nil
        self.catalog = catalog
        self.files = files
        filedFiles = files.filed
        generator = Mutex(RunIDGenerator(after: findings.reports.filter(\.isOwn).max()))
    }

    private static func note(_ name: FilePath) -> String {
        name == DataNames.oldLatest
            ? "left \(name) alone: it is the old application's copy of its newest report, and no run of its own;"
                + " to have it as a run, drop it into the inbox under another name"
            : "left \(name) alone, which benchd did not name"
    }

    /// Opens the catalog and makes it say what the files say; one that is damaged or of another schema is made anew.
    private static func withCatalog(
        of files: RunFiles, _ findings: Recovery.Findings, _ opening: inout Opening
    ) throws(StoreError) -> Store {
        do {
            return try reconciled(files, findings, &opening)
        } catch {
            guard case .catalog(let error) = error, error.isOfContent else { throw error }
            opening.notes.append("rebuilding the catalog: \(error)")
        }
        try removeCatalog(files.folder)
        return try reconciled(files, findings, &opening)
    }

    private static func reconciled(
        _ files: RunFiles, _ findings: Recovery.Findings, _ opening: inout Opening
    ) throws(StoreError) -> Store {
        let path: FilePath
        let catalog: Catalog
        do {
            path = try files.folder.catalogPath()
        } catch {
            throw .file(error)
        }
        do {
            catalog = try Catalog(path)
        } catch {
            throw .catalog(error)
        }
        let store = Store(files: files, catalog: catalog, findings: findings)
        try store.reconcile(with: findings, &opening)
        return store
    }

    private static func removeCatalog(_ folder: DataFolder) throws(StoreError) {
        do {
            for suffix in ["", "-wal", "-shm"] {
                let name = DataNames.catalog.adding(suffix)
                if try folder.root.statusIfPresent(of: name) != nil { try folder.root.remove(name) }
            }
        } catch {
            throw .file(error)
        }
    }

    /// Makes the catalog say what the files say.
    private func reconcile(with findings: Recovery.Findings, _ opening: inout Opening) throws(StoreError) {
        let known = try catalogued { (catalog) throws(CatalogError) in try catalog.stamps() }
        let lost = try removeUnfiled(findings, known: Set(known.keys), &opening)
        let runs = findings.reports.union(lost)
        opening.runCount = runs.count
        for id in known.keys where !runs.contains(id) {
            try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
        }
        for id in runs {
            do {
                let stamp = try filed { () throws(FileError) in try folder.stamp(of: id) }
                if known[id]?.isOutdated(by: stamp) == false { continue }
                if let problem = try index(id) { opening.notes.append("run \(id): \(problem.detail)") }
                opening.indexedCount += 1
            } catch {
                guard case .file(let error) = error else { throw error }
                // One run that cannot be read takes none of the others with it.
                opening.notes.append("cannot read run \(id), which is not listed: \(error)")
                try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
            }
        }
    }

    /// Removes what a filing left that never came to its end; a run that the catalog knows was filed, and has lost its report.
    private func removeUnfiled(
        _ findings: Recovery.Findings, known: Set<RunID>, _ opening: inout Opening
    ) throws(StoreError) -> Set<RunID> {
        var lost: Set<RunID> = []
        for name in findings.removed {
            if let id = DataNames.meaning(of: name).id, known.contains(id) {
                lost.insert(id)
                continue
            }
            try filed { () throws(FileError) in try folder.root.remove(name) }
            opening.notes.append("removed \(name), which has no report")
        }
        // What is found here is acknowledged by its digest, and the last process may not have come to sync it.
        try filed { () throws(FileError) in try folder.root.synchronize() }
        return lost
    }

    /// Reads a run into the catalog; returns why its report has no outline, where it is whole and no report by our rules,
    /// or why a config beside it is not entered.
    @discardableResult
    func index(_ id: RunID) throws(StoreError) -> Problem? {
        guard let row = try filed({ () throws(FileError) in try files.row(id) }) else {
            try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
            return nil
        }
        try catalogued { (catalog) throws(CatalogError) in
            let known = try catalog.parts(of: id)
            // What is known of a file that is damaged now is better than nothing.
            if row.isDamaged, known?.report == row.receipt.report, known?.config == row.receipt.config {
                try catalog.noteReading(of: id, stamp: row.stamp, at: .now())
            } else {
                try catalog.put(row)
            }
        }
        return row.receipt.reportProblem ?? row.unenteredConfig
    }

    func catalogued<Result>(
        _ body: (Catalog) throws(CatalogError) -> Result
    ) throws(StoreError) -> Result {
        do {
            return try body(catalog)
        } catch {
            throw .catalog(error)
        }
    }

    func filed<Result: ~Copyable>(
        _ body: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do {
            return try body()
        } catch {
            throw .file(error)
        }
    }
}

// MARK: - Reading

extension Store {
    /// The newest run's id; nil while there is none.
    ///
    /// - Throws: `StoreError` of the catalog.
    package func latest() throws(StoreError) -> RunID? {
        try catalogued { (catalog) throws(CatalogError) in try catalog.latest() }
    }

    /// A page of runs, newest first.
    ///
    /// - Throws: `StoreError` of the catalog.
    package func runs(_ query: RunQuery) throws(StoreError) -> RunPage {
        try catalogued { (catalog) throws(CatalogError) in try catalog.runs(query) }
    }

    /// What is known of one run without its outline and listing; nil where there is none.
    ///
    /// - Throws: `StoreError` of the catalog.
    package func run(_ id: RunID) throws(StoreError) -> FiledRun? {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.run(id) }
    }

    /// Reads what the catalog knows of a run; what is damaged there is made again soon, by the filing thread.
    func reading<Result>(
        _ id: RunID, _ body: (Catalog) throws(CatalogError) -> Result
    ) throws(StoreError) -> Result {
        do {
            return try body(catalog)
        } catch {
            if error.isOfContent { requestRepair(of: id, because: error) }
            throw .catalog(error)
        }
    }

    /// Opens a run's report as it came, where it is whole.
    ///
    /// - Throws: `StoreError.damaged`, `.unverified`, or another of the catalog or open(2).
    package func openReport(_ id: RunID) throws(StoreError) -> OwnedDescriptor { try open(.report, of: id) }

    /// Opens a run's config archive as it came, where it is whole.
    ///
    /// - Throws: `StoreError.damaged`, `.unverified`, or another of the catalog or open(2).
    package func openConfig(_ id: RunID) throws(StoreError) -> OwnedDescriptor { try open(.config, of: id) }

    /// Reads entries of a run's config archive, as its listing has them, each up to `byteLimit` bytes.
    ///
    /// What is wrong with an entry, or with the archive, is told for each entry.
    /// - Throws: `StoreError` of open(2) and read(2).
    package func readConfig(_ entries: [ConfigListing.Entry], of id: RunID, byteLimit: Int) throws(StoreError)
        -> [Int: Result<ConfigEntryReader.Content, ArchiveFault>]
    {
        let file = try openConfig(id)
        let path = folder.root.path(of: DataNames.config(id))
        do {
            return try ConfigEntryReader.read(
                entries, of: file, path: path, byteLimit: byteLimit)
        } catch {
            if case .file(let error) = error { throw .file(error) }
            return Dictionary(
                entries.map { ($0.index, .failure(error)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Reads one part of a report, all of it.
    ///
    /// - Throws: `StoreError.damaged` where the file has become shorter or unreadable.
    package func read(_ range: Range<Int>, of report: borrowing OwnedDescriptor, _ id: RunID)
        throws(StoreError) -> [UInt8]
    {
        let bytes: [UInt8]
        do {
            bytes = try OwnedDescriptor.read(report.raw, range, path: filedFiles.path(.report, id))
        } catch {
            throw filedFiles.cut(.report, of: id, error)
        }
        guard bytes.count == range.count else { throw filedFiles.cut(.report, of: id, nil) }
        return bytes
    }
}

// MARK: - Filing

extension Store {
    /// Where drops are staged; a rename from here into the data folder is atomic.
    package var staging: Directory { get throws(FileError) { try folder.staging } }

    /// What is wrong, in one sentence, where the data folder that was opened is not the one at its path; nil where it is.
    package var displacement: String? { folder.displacement }

    /// Bytes that may still be written here.
    ///
    /// - Throws: `StoreError` of statvfs(3).
    package func availableByteCount() throws(StoreError) -> Int {
        try filed { () throws(FileError) in try folder.root.availableByteCount() }
    }

    /// The runs whose report has these bytes, in the order they were filed.
    ///
    /// - Throws: `StoreError`.
    package func twins(of report: Digest) throws(StoreError) -> [RunTwin] {
        try indexPending()
        return try catalogued { (catalog) throws(CatalogError) in try catalog.twins(of: report) }
    }

    /// Whether a report or config with these bytes was filed.
    ///
    /// - Throws: `StoreError`.
    package func holds(_ digest: Digest) throws(StoreError) -> Bool {
        try indexPending()
        return try catalogued { (catalog) throws(CatalogError) in try catalog.holds(digest) }
    }

    /// The last run that was filed from a path of the inbox.
    ///
    /// - Throws: `StoreError`.
    package func lastRun(from path: FilePath) throws(StoreError) -> FiledRun? {
        try indexPending()
        let id = try catalogued { (catalog) throws(CatalogError) in try catalog.lastRun(from: path) }
        guard let id else { return nil }
        return try run(id)
    }

    /// A new id, greater than every one before.
    package func nextID(at time: Timestamp) -> RunID {
        generator.withLock { $0.next(at: time) }
    }

    /// Files a staged report with its config; when this returns, the run is durable and visible.
    ///
    /// - Throws: `StoreError` of the files; then nothing was filed.
    package func commit(
        _ receipt: Receipt, report: StagedFile, outline: Report, config: StagedFile?, listing: ConfigListing?
    ) throws(StoreError) {
        try filed { () throws(FileError) in try folder.commit(receipt, report: report, config: config) }
        enter(receipt) { (stamp) throws(CatalogError) in
            try catalog.put(Catalog.Row(receipt: receipt, report: outline, listing: listing, stamp: stamp))
        }
    }

    /// Adds a late config to a run that has none.
    ///
    /// - Throws: `StoreError` of the files; then the run is as it was, or gets the config at the next start.
    package func attach(
        _ config: StagedFile, listing: ConfigListing, to run: FiledRun, at time: Timestamp
    ) throws(StoreError) -> Receipt {
        var receipt = run.receipt
        receipt.config = config.file
        receipt.configAttached = time
        receipt.warnings += listing.warnings
        let complete = receipt
        try filed { () throws(FileError) in try folder.attach(config, receipt: complete) }
        enter(complete) { (stamp) throws(CatalogError) in
            try catalog.putConfig(complete, listing: listing, stamp: stamp)
        }
        return complete
    }
}
