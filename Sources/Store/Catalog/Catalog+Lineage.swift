import Model
import Synchronization
import System

/// The runs before runs.
extension Catalog {
    /// What some runs, and the runs before them, were made with: by the index in memory alone.
    func lineages(of runs: [Run]) -> [RunID: RunLineage] {
        let newest = runs.max { ($0.filed, $0.id) < ($1.filed, $1.id) }
        guard let newest else { return [:] }
        let index = index.withLock(\.self)
        let end = index.place(of: newest.filed.milliseconds, newest.id) + 1
        return index.lineages(of: Set(runs.map { $0.id }), before: end)
    }
}

extension LibraryIndex {
    /// The most runs that are looked at: a rig that is silent for longer has no run before.
    static let lineageWindow = 20_000

    /// Looks back from a place for some runs and for the runs before them.
    func lineages(of ids: Set<RunID>, before end: Int) -> [RunID: RunLineage] {
        var wanted = ids
        var waiting: [UInt32: IndexedRun] = [:]
        var found: [RunID: RunLineage] = [:]
        let seen = runs.prefix(end).suffix(Self.lineageWindow)
        for run in seen.reversed() {
            let isWanted = wanted.remove(run.id) != nil
            if let later = waiting.removeValue(forKey: run.rig) { later.add(to: &found, before: run) }
            // A run without a rig has none before.
            if isWanted, run.rig != 0 { waiting[run.rig] = run }
            if wanted.isEmpty && waiting.isEmpty { return found }
        }
        guard seen.startIndex == runs.startIndex else { return found }
        for run in waiting.values { run.add(to: &found, before: nil) }
        return found
    }
}

extension IndexedRun {
    fileprivate func add(to lineages: inout [RunID: RunLineage], before: IndexedRun?) {
        lineages[id] = RunLineage(run: made, before: before?.made)
    }

    private var made: RunLineage.Made {
        RunLineage.Made(
            id: id, filed: Timestamp(milliseconds: filed),
            machine: machine == 0 ? nil : MachineID(Int64(machine)),
            vars: vars == 0 ? nil : VarsID(Int64(vars)))
    }
}
