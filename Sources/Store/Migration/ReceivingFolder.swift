import Glibc
import Model
import System

/// A data folder that runs are moved into; no daemon works there meanwhile, because this holds its lock.
struct ReceivingFolder {
    let store: Store
    /// Runs that were removed where the others come from: their bytes keep no other run out.
    let removed: Set<RunID>

    // MARK: What becomes of a run

    /// Decides over a run.
    ///
    /// - Throws: `LibraryError`.
    func arrival(of record: RunRecord) throws(LibraryError) -> Arrival {
        let receipt = record.receipt
        let notes = RunNotes(of: record.id, in: store.folder.root)
        if let damage = notes.damage { return .conflict("its notes there are damaged (\(damage.reason))") }
        return Arrival.decide(
            receipt, record.markDamage == nil ? record.mark : nil, held: try held(record.id, notes),
            twins: try store.twins(of: receipt.report.digest), isRemoved: try isRemoved(receipt))
    }

    private func held(_ id: RunID, _ notes: RunNotes) throws(LibraryError) -> Arrival.Held? {
        guard let run = try store.run(id) else { return nil }
        let status = try store.filed { () throws(FileError) in
            try store.folder.root.statusIfPresent(of: DataNames.notes(id))
        }
        return Arrival.Held(
            receipt: run.receipt, mark: notes.mark,
            isMarkMoved: status.map { $0.modified == MovedState.notesTime(run.receipt) } ?? true)
    }

    private func isRemoved(_ receipt: Receipt) throws(LibraryError) -> Bool {
        if try store.tombstone(receipt.id) != nil { return true }
        let (report, config) = (receipt.report.digest, receipt.config?.digest)
        return try store.catalogued { (catalog) throws(CatalogError) in
            try catalog.tombstones(ofReport: report).contains {
                !removed.contains($0.id) && $0.covers(report: report, config: config)
            }
        }
    }

    // MARK: Filing

    /// A run whose bytes are copied.
    struct Copied {
        let record: RunRecord
        let report: StagedFile
        let config: StagedFile?

        func discard() {
            report.discard()
            config?.discard()
        }
    }

    /// Files runs that share the syncs of the folder, enters them, and reads them back from the disk.
    ///
    /// - Returns: What is not as it was filed when it is read back.
    /// - Throws: `LibraryError`; then some of them may be filed.
    func file(_ runs: [Copied]) throws(LibraryError) -> [Damage] {
        let failures = store.folder.commit(
            runs.map { run in
                var new = NewRun(
                    run.record.receipt, report: run.report, config: run.config, mark: run.record.mark)
                new.notesModified = MovedState.notesTime(run.record.receipt)
                return new
            })
        var damages: [Damage] = []
        for (run, failure) in zip(runs, failures) where failure == nil {
            try store.index(run.record.id)
            damages += try self.damages(of: run.record.id)
        }
        for case let failure? in failures { throw .file(failure) }
        return damages
    }

    /// Brings a run that is there to what it is where it comes from.
    ///
    /// - Returns: What is not as it was filed when it is read back.
    /// - Throws: `LibraryError`; then the same once more goes on.
    func bring(_ record: RunRecord, config: StagedFile?, hasMark: Bool) throws(LibraryError) -> [Damage] {
        let id = record.id
        if let config {
            try store.filed { () throws(FileError) in
                try store.folder.attach(config, receipt: record.receipt)
            }
            try store.index(id)
        }
        if hasMark {
            let time = MovedState.notesTime(record.receipt)
            try store.filed { () throws(FileError) in
                try store.folder.replaceNotes(record.mark, of: id, modified: time)
            }
            store.enterNotes(of: id)
        }
        return config == nil ? [] : try damages(of: id)
    }

    /// Reads the bytes of a run from the disk and compares them with its receipt.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func damages(of id: RunID) throws(LibraryError) -> [Damage] {
        let parts = try store.catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        guard let parts else { return [] }
        return FiledPart.allCases.compactMap { part in
            guard parts[part] != nil else { return nil }
            let path = store.filedFiles.path(part, id)
            switch store.filedFiles.rehash(part, of: parts, isFromDisk: true) {
            case .whole: return nil
            case .damaged(let finding): return Damage(path: path, reason: finding.reason)
            case .undecided, nil: return Damage(path: path, reason: "it cannot be read back")
            }
        }
    }

    // MARK: Tombstones

    /// Takes what is kept of removed runs; the runs go where they are there.
    ///
    /// - Returns: What became of each.
    /// - Throws: `LibraryError`; then the same once more finds them, or takes them.
    func bury(_ tombstones: [Tombstone]) throws(LibraryError) -> [Arrival.Burial] {
        var burials: [Arrival.Burial] = []
        var new: [Tombstone] = []
        for tombstone in tombstones {
            let notes = RunNotes(of: tombstone.id, in: store.folder.root)
            let isKnown = try store.tombstone(tombstone.id) != nil
            let held = try held(tombstone.id, notes)
            if let damage = notes.damage, held != nil {
                // Whether it is pinned is not known.
                burials.append(
                    .conflict("it was removed, and its notes there are damaged (\(damage.reason))"))
                continue
            }
            let burial = Arrival.decide(tombstone, held: held, isKnown: isKnown)
            burials.append(burial)
            if burial == .new { new.append(tombstone) }
        }
        try store.bury(new)
        return burials
    }
}
