import Model
import Synchronization
import System

/// A run that is to be put in place: its staged files, and what is written beside them.
struct NewRun {
    let receipt: Receipt
    let report: StagedFile
    let config: StagedFile?
    let mark: RunMark
    /// When its notes count as changed, in nanoseconds since 1970; nil for now.
    var notesModified: Int64?

    init(_ receipt: Receipt, _ drop: JudgedDrop) {
        self.init(receipt, report: drop.report, config: drop.config?.staged, mark: drop.mark)
    }

    init(_ receipt: Receipt, report: StagedFile, config: StagedFile?, mark: RunMark = RunMark()) {
        (self.receipt, self.report, self.config, self.mark) = (receipt, report, config, mark)
    }
}

// Runs that are put in place together share the two syncs of the directory (docs/decisions/0028-a-group-shares-its-syncs.md).
extension DataFolder {
    /// Puts staged reports with their configs, receipts and notes in place, each report last; afterwards the runs exist.
    ///
    /// No name is ever replaced. One that fails costs no other. Called by the filing thread alone.
    ///
    /// - Returns: For each run why it is not filed, with `ESTALE` where the folder was moved; nil where it is. Of a run that
    ///   is not filed nothing is left under a final name, or the next commit or start removes it first.
    func commit(_ runs: [NewRun]) -> [FileError?] {
        var placings = runs.map { RunPlacing($0) }
        do throws(FileError) {
            try expectInPlace()
            try removeLeftovers()
            each(of: &placings) { (placing) throws(FileError) in try placing.write(in: self) }
            each(of: &placings) { (placing) throws(FileError) in try placing.synchronize() }
            each(of: &placings) { (placing) throws(FileError) in try placing.placeCompanions(in: root) }
            // The order of two renames is certain only with a sync of the directory between them.
            if placings.contains(where: \.isSound) { try root.synchronize() }
            each(of: &placings) { (placing) throws(FileError) in try placing.placeReport(in: root) }
            if placings.contains(where: \.isSound) { try root.synchronize() }
        } catch {
            for index in placings.indices where placings[index].isSound { placings[index].failure = error }
        }
        undo(placings.filter { !$0.isSound })
        return placings.map(\.failure)
    }

    /// Does a step for each run that has not failed.
    private func each(
        of placings: inout [RunPlacing], _ step: (inout RunPlacing) throws(FileError) -> Void
    ) {
        for index in placings.indices where placings[index].isSound {
            do throws(FileError) {
                try step(&placings[index])
            } catch {
                placings[index].failure = error
            }
        }
    }

    private func undo(_ failed: [RunPlacing]) {
        if failed.isEmpty { return }
        leftovers.withLock { leftovers in
            for placing in failed { leftovers.formUnion(placing.placed) }
        }
        // Why the commit failed matters; the next one begins with what stays.
        try? removeLeftovers()
        for placing in failed { placing.discardWritten() }
    }

    /// A report that stayed, of a drop that is filed again under another name, would be a second run after a restart.
    private func removeLeftovers() throws(FileError) {
        let names = leftovers.withLock(\.self)
        // The report first: without it the others are no run.
        for name in names.sorted(by: { Self.isReport($0) && !Self.isReport($1) }) {
            if try root.statusIfPresent(of: name) != nil { try root.remove(name) }
            leftovers.withLock { _ = $0.remove(name) }
        }
    }

    private static func isReport(_ name: FilePath) -> Bool {
        if case .report = DataNames.meaning(of: name) { true } else { false }
    }
}

/// A run on its way from the staging folder to its final names.
private struct RunPlacing {
    let run: NewRun
    /// What is written for it, with its final names.
    private var written: [StagedFile] = []
    /// What has its final name.
    private(set) var placed: [FilePath] = []
    /// Why it is not filed.
    var failure: FileError?

    init(_ run: NewRun) { self.run = run }

    var isSound: Bool { failure == nil }

    /// Writes receipt and notes, and has the disk begin with all that it does not have yet.
    mutating func write(in folder: DataFolder) throws(FileError) {
        let id = run.receipt.id
        run.report.beginWriteback()
        run.config?.beginWriteback()
        let status = try run.report.directory.status(of: run.report.name)
        if run.mark != RunMark() {
            let notes = try folder.writeNotes(
                run.mark, of: id, beside: status, modified: run.notesModified)
            written.append(notes)
        }
        written.append(try folder.write(DataNames.receipt(id), run.receipt.json, beside: status))
        for file in written { file.beginWriteback() }
    }

    /// Waits until the disk has the content of all its files.
    func synchronize() throws(FileError) {
        try run.report.synchronize()
        try run.config?.synchronize()
        for file in written { try file.synchronize() }
    }

    /// Gives all but the report their final names, the receipt the last.
    mutating func placeCompanions(in root: Directory) throws(FileError) {
        if let config = run.config { try place(config, as: DataNames.config(run.receipt.id), in: root) }
        for file in written { try place(file, as: file.name, in: root) }
    }

    /// Gives the report its final name.
    mutating func placeReport(in root: Directory) throws(FileError) {
        try place(run.report, as: DataNames.report(run.receipt.id), in: root)
    }

    private mutating func place(
        _ file: StagedFile, as name: FilePath, in root: Directory
    ) throws(FileError) {
        try file.directory.rename(file.name, into: root, as: name)
        placed.append(name)
    }

    /// Removes what was written for it and is still staged.
    func discardWritten() {
        for file in written where !placed.contains(file.name) { file.discard() }
    }
}
