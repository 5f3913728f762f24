package import Model
import Synchronization
package import System

// What people say of runs: it lies in a file beside the report, and the catalog follows.

extension Store: RunMarking {
    /// Changes the mark of a run (`RunMarking`).
    ///
    /// - Throws: `LibraryError`.
    package func mark(_ run: RunChoice, _ change: MarkChange) throws(LibraryError) -> MarkOutcome {
        let ids = try ids(of: run)
        guard let id = ids.first else { return .noRun }
        guard ids.count == 1 else { return .ambiguous(ids) }
        return try changeMark(of: id) { change.applied(to: $0) }
    }

    /// Makes `body` of the mark of a run.
    ///
    /// - Throws: `LibraryError`; then it is as it was before, or what it should be and not durable.
    func changeMark(
        of id: RunID, _ body: @Sendable (RunMark) -> RunMark
    ) throws(LibraryError) -> MarkOutcome {
        try marking.withLock { (_) throws(LibraryError) in
            // It may have been removed since it was found.
            guard try run(id) != nil else { return .noRun }
            let notes = RunNotes(of: id, in: folder.root)
            if let damage = notes.damage { return .damaged(damage) }
            let mark = body(notes.mark)
            // Where the last sync fails, the file may have the new words already: answers say what the file says.
            defer { enterNotes(of: id) }
            if mark != notes.mark {
                try filed { () throws(FileError) in try folder.replaceNotes(mark, of: id) }
            }
            return .marked(id, mark)
        }
    }

    /// Takes the mark that came with the same bytes again, or after them, unless the run has one.
    ///
    /// - Returns: A warning where it keeps something else.
    /// - Throws: `LibraryError`.
    func saying(_ mark: RunMark, of id: RunID) throws(LibraryError) -> [Problem] {
        if mark == RunMark() { return [] }
        switch try changeMark(of: id, { $0 == RunMark() ? mark : $0 }) {
        case .marked(_, mark): return []
        case .damaged(let damage):
            return [.notesKept(damage)]
        default:
            return [.keptMark]
        }
    }

    /// Takes the mark that came after its report (`RunArchive`).
    ///
    /// - Throws: `LibraryError`; then the run has no mark, or the whole one.
    package func attach(
        _ mark: RunMark, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome? {
        for path in reports {
            guard let run = try lastRun(from: path) else { continue }
            switch LateMark.decide(mark: mark, run: run, at: time, within: limit) {
            case .attach, .isAttached:
                return .filed(.attached, run.id, warnings: try saying(mark, of: run.id))
            case .belongsToNoRun: continue
            }
        }
        return nil
    }

    /// Enters what the notes of a run say into the catalog, whatever it had.
    func enterNotes(of id: RunID) {
        enter(id) { (stamp) throws(CatalogError) in
            let notes = RunNotes(of: id, in: folder.root)
            try catalog.putMark(
                notes.mark, notes: notes.damage == nil ? stamp.notes : .unverified, of: id)
        }
    }

}
