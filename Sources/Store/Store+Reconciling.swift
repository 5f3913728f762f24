import Analysis
import Model
import Synchronization
import System

// How the catalog is made to say what the files say: first which runs there are, which is all that filing needs to know,
// then what has changed of each.
extension Store {
    /// Up to so many runs that the catalog lacks are read at once.
    private static let fewRuns = 64
    /// So many runs are entered in one transaction.
    private static let batch = 256
    /// Reports of so many bytes, in all, are read for one transaction.
    private static let batchByteCount = 8 << 20

    /// Makes the catalog say what the files say; when it is half done, drops can be filed.
    ///
    /// `note` gets what was found, for the log, as it is found.
    /// - Throws: `LibraryError`; with a catalog that is damaged, `.catalog` with the cause `content`.
    func reconcile(
        _ opening: Opening = Opening(), unless cancellation: Cancellation = Cancellation(),
        note: (String) -> Void = { _ in }
    ) throws(LibraryError) -> Opening {
        var opening = opening
        try enterMissing(try names(&opening, note), &opening, cancellation, note)
        progress.withLock { $0.knowsAllRuns = true }
        wakeFiling()
        try catalogued { (catalog) throws(CatalogError) in try catalog.check(unless: cancellation) }
        try enterChanged(&opening, cancellation, note)
        progress.withLock { $0.indexing = nil }
        return opening
    }

    // MARK: Which runs there are

    /// Compares the names in the folder with the catalog, and removes what belongs to no run.
    private func names(_ opening: inout Opening, _ note: (String) -> Void) throws(LibraryError) -> FolderNames
    {
        let index = catalog.index.withLock(\.self)
        let names = try filed { () throws(FileError) in
            let stream = try folder.root.stream()
            return try FolderNames(known: index) { () throws(FileError) in try stream.next() }
        }
        generator.withLock { $0 = RunIDGenerator(after: names.newest) }
        for name in names.foreign { opening.add(Self.note(name), note) }
        for name in names.removed {
            try filed { () throws(FileError) in try folder.root.remove(name) }
            opening.add("removed \(name), which has no report", note)
        }
        // What is found here is acknowledged by its digest, and the last process may not have come to sync it.
        try filed { () throws(FileError) in try folder.root.synchronize() }
        for id in names.gone {
            try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
        }
        opening.runCount = index.runs.count - names.gone.count + names.missing.count
        return names
    }

    private static func note(_ name: FilePath) -> String {
        name == DataNames.oldLatest
            ? "left \(name) alone: it is the old application's copy of its newest report, and no run of its own;"
                + " to have it as a run, drop it into the inbox under another name"
            : "left \(name) alone: it has no name that benchd gives"
    }

    /// Enters the runs that the catalog lacks: many of them with what their receipts say, so that the same bytes are recognised
    /// soon; what is in their files is read afterwards.
    private func enterMissing(
        _ names: FolderNames, _ opening: inout Opening, _ cancellation: Cancellation, _ note: (String) -> Void
    ) throws(LibraryError) {
        // In the order of filing, so that what belongs together lies together.
        let ids = names.missing.union(names.changed).sorted()
        let isShort = ids.count > Self.fewRuns
        var done = opening.runCount - names.missing.count
        for begin in stride(from: 0, to: ids.count, by: Self.batch) {
            if isShort { publish(done, of: opening.runCount) }
            let batch = Array(ids[begin..<min(begin + Self.batch, ids.count)])
            try enter(batch, isShort: isShort, &opening, note)
            done += batch.count
            try check(cancellation)
        }
    }

    private func publish(_ done: Int, of total: Int) {
        progress.withLock { progress in
            progress.indexing = IndexingProgress(
                done: min(done, total), total: total, takesDrops: progress.knowsAllRuns)
        }
    }

    private func check(_ cancellation: Cancellation) throws(LibraryError) {
        try filed { () throws(FileError) in try cancellation.check(folder.root.path) }
    }

    // MARK: What has changed

    /// Reads the runs again whose files are not what they were when the catalog was made.
    private func enterChanged(
        _ opening: inout Opening, _ cancellation: Cancellation, _ note: (String) -> Void
    ) throws(LibraryError) {
        let isShown = progress.withLock { $0.indexing != nil }
        let end = try catalogued { (catalog) throws(CatalogError) in try catalog.lastNumber() }
        var last: Int64 = 0
        var done = 0
        while last < end {
            if isShown { publish(done, of: opening.runCount) }
            let known = try catalogued { (catalog) throws(CatalogError) in
                try catalog.stamps(after: last, limit: Self.batch)
            }
            guard let further = known.last?.number else { return }
            last = further
            try enterChanged(of: known, &opening, note)
            done += known.count
            try check(cancellation)
        }
    }

    private func enterChanged(
        of known: [Catalog.Stamped], _ opening: inout Opening, _ note: (String) -> Void
    ) throws(LibraryError) {
        var batch: [RunID] = []
        var byteCount = 0
        for run in known {
            switch try state(of: run) {
            case .same: continue
            case .otherNotes:
                enterNotes(of: run.id)
                noteDamagedNotes(of: run.id, &opening, note)
            case .changed:
                batch.append(run.id)
                byteCount += run.byteCount
            }
            guard byteCount >= Self.batchByteCount else { continue }
            try enter(batch, isShort: false, &opening, note)
            (batch, byteCount) = ([], 0)
        }
        try enter(batch, isShort: false, &opening, note)
    }

    private enum FilesState {
        case same
        case otherNotes
        case changed
    }

    private func state(of run: Catalog.Stamped) throws(LibraryError) -> FilesState {
        // What was entered by its receipt alone needs no look.
        if run.stamp.report == .unverified, run.stamp.receipt == .unverified { return .changed }
        do {
            let now = try folder.stamp(of: run.id)
            if run.stamp.isOutdated(by: now) { return .changed }
            return run.stamp.notes.isOutdated(by: now.notes) ? .otherNotes : .same
        } catch {
            // The reading says why.
            return .changed
        }
    }

    // MARK: Entering many

    /// Reads runs on all processors and enters them together.
    private func enter(
        _ ids: [RunID], isShort: Bool, _ opening: inout Opening, _ note: (String) -> Void
    ) throws(LibraryError) {
        let (_, readings) = Computation<Result<Reading, LibraryError>>.during(
            name: "benchd-read", count: ids.count, note: { "reading the run \(ids[$0])" },
            { [self] place in
                Result { () throws(LibraryError) in
                    if isShort, let short = try shortReading(of: ids[place]) { return short }
                    return try reading(of: ids[place])
                }
            }, {})
        var together: [(id: RunID, reading: Reading)] = []
        for (id, result) in zip(ids, readings) {
            do throws(LibraryError) {
                let reading = try result.get()
                if let row = reading.row, reading.isShort || !row.isDamaged {
                    together.append((id, reading))
                } else {
                    try put(reading.row, of: id)
                    try finish(id, reading, &opening, note)
                }
            } catch {
                try leaveOut(id, error, &opening, note)
            }
        }
        let rows = together.compactMap(\.reading.row)
        try catalogued { (catalog) throws(CatalogError) in
            try catalog.put(rows, rules: RunAnalysis.currentRules)
            if catalog.isCheckpointDue { try catalog.checkpoint() }
        }
        for row in rows { noteDoubt(of: row) }
        for (id, reading) in together where !reading.isShort { try finish(id, reading, &opening, note) }
    }

    /// What the receipt of a run says; nil where that is not all that its digests need.
    private func shortReading(of id: RunID) throws(LibraryError) -> Reading? {
        try filed { () throws(FileError) in
            guard let receipt = try files.storedReceipt(id) else { return nil }
            let config = DataNames.config(id)
            let hasConfig = receipt.config != nil
            if !hasConfig, try folder.root.statusIfPresent(of: config) != nil { return nil }
            let stamp = RunStamp(
                report: .unverified, receipt: .unverified, config: hasConfig ? .unverified : .absent,
                notes: .unverified)
            var row = Catalog.Row(receipt, stamp: stamp)
            row.mark = RunNotes(of: id, in: folder.root).mark
            return Reading(stamp: stamp, row: row, isShort: true)
        }
    }

    /// Reads a run again where another thread has changed it since `reading`, which is entered.
    private func finish(
        _ id: RunID, _ reading: Reading, _ opening: inout Opening, _ note: (String) -> Void
    ) throws(LibraryError) {
        let problem = try isOutdated(reading, id) ? try index(id) : reading.problem
        if let problem { opening.add("run \(id): \(problem.detail)", note) }
        opening.indexedCount += 1
        if reading.row?.stamp.notes == .unverified { noteDamagedNotes(of: id, &opening, note) }
    }

    private func noteDamagedNotes(of id: RunID, _ opening: inout Opening, _ note: (String) -> Void) {
        guard let damage = RunNotes(of: id, in: folder.root).damage else { return }
        opening.add("the run \(id) is shown without label, note and tags: \(damage)", note)
    }

    /// One run that cannot be read takes none of the others with it.
    private func leaveOut(
        _ id: RunID, _ error: LibraryError, _ opening: inout Opening, _ note: (String) -> Void
    ) throws(LibraryError) {
        guard case .file(let error) = error else { throw error }
        opening.add("cannot read run \(id), which is not listed: \(error)", note)
        try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
    }
}

extension Store.Opening {
    fileprivate mutating func add(_ text: String, _ note: (String) -> Void) {
        notes.append(text)
        note(text)
    }
}
