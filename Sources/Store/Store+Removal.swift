import Glibc
package import Model
import Synchronization
import System

// How runs are taken out for good.

extension Store: RunRemoval {
    /// Removes runs with all their files (`RunRemoval`).
    ///
    /// - Throws: `LibraryError`; of the files while the catalog lacks runs, which might be the same bytes.
    package func remove(_ ids: [RunID], because reason: String) throws(LibraryError) -> [RemovalOutcome] {
        guard knowsAllRuns else {
            throw .file(FileError(operation: "remove from", path: folder.root.path, errno: EAGAIN))
        }
        // Nothing is filed meanwhile: the same bytes must meet the run or its tombstone.
        return try filing.withLock { (_) throws(LibraryError) in
            try indexPending()
            let now = Timestamp.now()
            var outcomes: [RemovalOutcome] = []
            var tombstones: [Tombstone] = []
            for id in ids where !tombstones.contains(where: { $0.id == id }) {
                let (outcome, receipt) = try judge(id)
                outcomes.append(outcome)
                if let receipt { tombstones.append(Tombstone(of: receipt, removed: now, reason: reason)) }
            }
            try bury(tombstones)
            return outcomes
        }
    }

    /// Whether a run may be removed, and its receipt where it may.
    private func judge(_ id: RunID) throws(LibraryError) -> (RemovalOutcome, Receipt?) {
        guard let run = try run(id) else {
            return (try tombstone(id) == nil ? .noRun(id) : .wasRemoved(id), nil)
        }
        let notes = RunNotes(of: id, in: folder.root)
        if let damage = notes.damage { return (.damagedNotes(id, damage), nil) }
        return notes.mark.isPinned ? (.pinned(id), nil) : (.removed(id), run.receipt)
    }

    /// Puts tombstones in the place of runs, or where there are none.
    ///
    /// - Throws: `LibraryError` of the files.
    func bury(_ tombstones: [Tombstone]) throws(LibraryError) {
        if tombstones.isEmpty { return }
        // Where this fails half-way, the rows are made again from what the files say then.
        defer { for tombstone in tombstones { enterRemoval(of: tombstone.id) } }
        // Nobody says anything of a run that goes.
        try marking.withLock { (_) throws(LibraryError) in
            try filed { () throws(FileError) in try folder.bury(tombstones) }
        }
    }

    /// Has answers say of a run what its files say, after its removal or an attempt at it.
    private func enterRemoval(of id: RunID) {
        enter(id, as: .removed) { (_) throws(CatalogError) in
            // What fails here is entered from the files, which is the other way.
            guard let tombstone = try? folder.tombstone(id),
                (try? folder.root.statusIfPresent(of: DataNames.report(id)) == nil) == true
            else {
                throw CatalogError(operation: "remove", message: "the run is still there", cause: .other)
            }
            try catalog.bury(tombstone)
        }
        forgetDamages(of: id)
    }

    /// What a drop was before it was removed; nil where it is no such bytes.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func tombstone(of drop: JudgedDrop) throws(LibraryError) -> Tombstone? {
        try tombstone(ofReport: drop.report.file.digest, config: drop.config?.staged.file.digest)
    }

    /// What such bytes were before they were removed; nil where they were not.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func tombstone(ofReport report: Digest, config: Digest?) throws(LibraryError) -> Tombstone? {
        try catalogued { (catalog) throws(CatalogError) in
            try catalog.tombstones(ofReport: report).first { $0.covers(report: report, config: config) }
        }
    }
}
