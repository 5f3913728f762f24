import Analysis
import Model
import System

// How new runs become durable, then visible.
extension Store {
    /// A drop with the receipt of the run that it becomes.
    typealias Entry = (receipt: Receipt, drop: JudgedDrop)

    /// Files a drop under a receipt; when this returns, the run is durable and visible.
    ///
    /// - Throws: `LibraryError` of the files; then nothing was filed.
    func commit(_ receipt: Receipt, _ drop: JudgedDrop) throws(LibraryError) {
        for case let failure? in commit([(receipt, drop)]) { throw failure }
    }

    /// Files drops under their receipts; when this returns, the runs are durable and visible.
    ///
    /// They are computed while the disk syncs.
    ///
    /// - Returns: For each why it is not filed; nil where it is.
    func commit(_ entries: [Entry]) -> [LibraryError?] {
        let (failures, computed) = Computation.during(
            name: "benchd-compute", count: entries.count,
            note: {
                "computing \(entries[$0].receipt.id) of \(entries[$0].receipt.origin.path.map { "\($0)" } ?? "an upload")"
            },
            { ComputedRun(entries[$0].drop) },
            { folder.commit(entries.map { NewRun($0.receipt, $0.drop) }) })
        var filed: [(entry: Entry, run: ComputedRun)] = []
        for (place, run) in computed.enumerated() where failures[place] == nil {
            filed.append((entries[place], run))
        }
        enter(filed)
        return failures.map { $0.map { .file($0) } }
    }

    /// Enters new runs in one transaction; where that fails, each by itself.
    private func enter(_ filed: [(entry: Entry, run: ComputedRun)]) {
        // A failure costs a second attempt for each, which keeps its own reason.
        if filed.count > 1, (try? catalog.put(filed.map(row), rules: RunAnalysis.currentRules)) != nil {
            for (entry, _) in filed { news.tell(RunNews(id: entry.receipt.id, .filed)) }
            return
        }
        for one in filed {
            enter(one.entry.receipt.id, as: .filed) { (stamp) throws(CatalogError) in
                try catalog.put(Self.row(one.entry, one.run, stamp), rules: RunAnalysis.currentRules)
            }
        }
    }

    private func row(_ entry: Entry, _ run: ComputedRun) throws(FileError) -> Catalog.Row {
        Self.row(entry, run, try folder.stamp(of: entry.receipt.id))
    }

    private static func row(_ entry: Entry, _ run: ComputedRun, _ stamp: RunStamp) -> Catalog.Row {
        var row = Catalog.Row(
            receipt: entry.receipt, report: entry.drop.outline, listing: entry.drop.config?.listing,
            stamp: stamp, analysis: run.analysis, vars: entry.drop.config?.vars, mark: entry.drop.mark)
        row.packed = run.packed
        return row
    }
}

/// What is computed of a new run, ready to be stored.
private struct ComputedRun: Sendable {
    let analysis: RunAnalysis
    let packed: PackedAnalysis

    init(_ drop: JudgedDrop) {
        analysis = RunAnalysis(drop.readings, vars: drop.config?.vars)
        packed = PackedAnalysis(analysis)
    }
}
