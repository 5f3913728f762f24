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
    /// From so many on, and where they are most of all, the digests are put in order at the end.
    private static let manyRuns = 10_000
    /// Reports of so many bytes, in all, are read for one transaction.
    private static let batchByteCount = 8 << 20

    /// Makes the catalog say what the files say; when it is half done, drops can be filed.
    ///
    /// `note` gets what was found, for the log, as it is found.
    /// - Throws: `LibraryError`; with a catalog that is damaged, `.catalog` with the cause `content`.
    func reconcile(
        _ opening: Opening = Opening(), unless cancellation: Cancellation = Cancellation(),
        note: @escaping (String) -> Void = { _ in }
    ) throws(LibraryError) -> Opening {
        var entering = BatchEntering(self, opening, note: note)
        entering.count(catalog.totals.runCount)
        // While drops are filed, a receipt without its report may be that of a run to come.
        if !knowsAllRuns {
            var names = try names(&entering, cancellation)
            try enterTombstones(&names, &entering)
            try enterMissing(names, &entering, cancellation)
            progress.withLock { $0.knowsAllRuns = true }
            wakeFiling()
        }
        try catalogued { (catalog) throws(CatalogError) in try catalog.check(unless: cancellation) }
        try enterChanged(&entering, cancellation)
        endIndexing()
        return entering.opening
    }

    private func endIndexing() {
        let wasIndexing = progress.withLock { progress in
            defer { (progress.indexing, progress.isComplete) = (nil, true) }
            return progress.indexing != nil
        }
        // Answers that say how far it is are kept until something changes.
        if wasIndexing { catalog.changes.noteAll() }
    }

    // MARK: Which runs there are

    /// Compares the names in the folder with the catalog, and removes what belongs to no run.
    private func names(
        _ entering: inout BatchEntering, _ cancellation: Cancellation
    ) throws(LibraryError) -> FolderNames {
        let index = catalog.index.withLock(\.self)
        let names = try filed { () throws(FileError) in
            let stream = try folder.root.stream()
            return try FolderNames(known: index) { () throws(FileError) in
                try cancellation.check(folder.root.path)
                return try stream.next()
            }
        }
        generator.withLock { $0 = RunIDGenerator(after: names.newest) }
        for name in names.foreign { entering.add(Self.note(name)) }
        for name in names.removed {
            try filed { () throws(FileError) in try folder.root.remove(name) }
            entering.add("removed \(name), which has no report")
        }
        // What is found here is acknowledged by its digest, and the last process may not have come to sync it.
        try filed { () throws(FileError) in try folder.root.synchronize() }
        for id in names.gone {
            try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
        }
        return names
    }

    /// Enters what is kept of runs that were removed, and ends removals that a crash has cut.
    private func enterTombstones(
        _ names: inout FolderNames, _ entering: inout BatchEntering
    ) throws(LibraryError) {
        let known = try catalogued { (catalog) throws(CatalogError) in try catalog.tombstoneIDs() }
        for id in names.tombstones.subtracting(known).union(names.unfinishedRemovals).sorted() {
            let tombstone: Tombstone?
            do {
                tombstone = try folder.tombstone(id)
            } catch {
                let name = DataNames.tombstone(id)
                entering.add(
                    "\(name) is no tombstone that benchd can read, so its run counts as not removed: \(error)"
                )
                // As long as nothing says when and why, a run that is there stays.
                if names.unfinishedRemovals.contains(id) { names.missing.insert(id) }
                continue
            }
            guard let tombstone else { continue }
            if names.unfinishedRemovals.contains(id) {
                do throws(FileError) {
                    guard try mayEnd(tombstone) else {
                        entering.add(
                            "\(DataNames.tombstone(id)) is of other bytes than the run \(id), which counts as not removed"
                        )
                        names.missing.insert(id)
                        continue
                    }
                    try folder.removeFiles(of: id)
                } catch {
                    // One that stays keeps nothing else from its place; the next start tries once more.
                    entering.add("cannot remove what is left of the run \(id), which was removed: \(error)")
                }
                entering.add(
                    "removed what was left of the run \(id), which was removed on \(tombstone.removed)")
            }
            try catalogued { (catalog) throws(CatalogError) in try catalog.bury(tombstone) }
        }
        let forgotten = known.subtracting(names.tombstones)
        try catalogued { (catalog) throws(CatalogError) in try catalog.forgetTombstones(of: forgotten) }
        entering.count(catalog.totals.runCount + names.missing.count)
    }

    private static func note(_ name: FilePath) -> String {
        name == DataNames.oldLatest
            ? "left \(name) alone: it is the old application's copy of its newest report, and no run of its own;"
                + " to have it as a run, stop benchd and run benchd import on this folder"
            : "left \(name) alone: it has no name that benchd gives"
    }

    /// Whether what is left of a run is what its tombstone is of.
    private func mayEnd(_ tombstone: Tombstone) throws(FileError) -> Bool {
        guard let receipt = try files.storedReceipt(tombstone.id) else { return true }
        return receipt.report == tombstone.report
    }

    /// Enters the runs that the catalog lacks: many of them with what their receipts say, so that the same bytes are recognised
    /// soon; what is in their files is read afterwards.
    private func enterMissing(
        _ names: FolderNames, _ entering: inout BatchEntering, _ cancellation: Cancellation
    ) throws(LibraryError) {
        // In the order of filing, so that what belongs together lies together.
        let ids = names.missing.union(names.changed).sorted()
        let total = entering.opening.runCount
        let isShort = ids.count > Self.fewRuns
        if ids.count > Self.manyRuns, ids.count > total / 2 {
            try catalogued { (catalog) throws(CatalogError) in try catalog.dropDigestIndexes() }
        }
        var done = total - names.missing.count
        for begin in stride(from: 0, to: ids.count, by: Self.batch) {
            if isShort { publish(done, of: total) }
            let batch = Array(ids[begin..<min(begin + Self.batch, ids.count)])
            try entering.enter(batch, isShort: isShort)
            done += batch.count
            try check(cancellation)
        }
        try entering.finish()
        try catalogued { (catalog) throws(CatalogError) in try catalog.makeDigestIndexes() }
    }

    private func publish(_ done: Int, of total: Int) {
        progress.withLock { progress in
            progress.indexing = IndexingProgress(
                done: min(done, total), total: total, takesDrops: progress.knowsAllRuns)
        }
        // An answer of before does not say that the catalog is being made, and is kept until something changes.
        catalog.changes.noteWhole()
    }

    private func check(_ cancellation: Cancellation) throws(LibraryError) {
        try filed { () throws(FileError) in try cancellation.check(folder.root.path) }
    }

    // MARK: What has changed

    /// Reads the runs again whose files are not what they were when the catalog was made.
    private func enterChanged(
        _ entering: inout BatchEntering, _ cancellation: Cancellation
    ) throws(LibraryError) {
        let isShown = progress.withLock { $0.indexing != nil }
        let end = try catalogued { (catalog) throws(CatalogError) in try catalog.lastNumber() }
        var last: Int64 = 0
        var done = 0
        while last < end {
            if isShown { publish(done, of: entering.opening.runCount) }
            let known = try catalogued { (catalog) throws(CatalogError) in
                try catalog.stamps(after: last, limit: Self.batch)
            }
            guard let further = known.last?.number else { break }
            last = further
            try enterChanged(of: known, &entering)
            done += known.count
            try check(cancellation)
        }
        try entering.finish()
    }

    private func enterChanged(
        of known: [Catalog.Stamped], _ entering: inout BatchEntering
    ) throws(LibraryError) {
        var batch: [RunID] = []
        var byteCount = 0
        for run in known {
            switch state(of: run) {
            case .same: continue
            case .otherNotes: entering.enterNotes(of: run.id)
            case .changed:
                batch.append(run.id)
                byteCount += run.byteCount
            }
            guard byteCount >= Self.batchByteCount else { continue }
            try entering.enter(batch, isShort: false)
            (batch, byteCount) = ([], 0)
        }
        if !batch.isEmpty { try entering.enter(batch, isShort: false) }
    }

    private enum FilesState {
        case same
        case otherNotes
        case changed
    }

    private func state(of run: Catalog.Stamped) -> FilesState {
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
}
