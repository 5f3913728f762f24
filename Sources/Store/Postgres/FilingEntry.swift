import Analysis
import Model
import System

/// A drop that is about to be filed, with all that its filing needs besides the database.
///
/// Its id stays the same over all attempts, so that an attempt whose answer was lost is recognised.
struct FilingEntry: Sendable {
    let drop: JudgedDrop
    /// What the run gets where the drop becomes one.
    let receipt: Receipt
    let version: Int64
    let derived: DerivedRun
    /// What is derived, as the database keeps it.
    let derivedBytes: [UInt8]
    private let analysis: RunAnalysis
    let report: StagedFrames
    let config: StagedFrames?

    /// Opens the staged files, and computes what is derived.
    ///
    /// - Throws: `FileError` where a file cannot be opened.
    init(_ drop: JudgedDrop, _ receipt: Receipt) throws(FileError) {
        self.drop = drop
        self.receipt = receipt
        version = drop.mark == RunMark() ? -RunStatements.newVersion() : RunStatements.newVersion()
        report = try StagedFrames(drop.report)
        config = try drop.config.map { (config) throws(FileError) in try StagedFrames(config.staged) }
        analysis = RunAnalysis(drop.readings, vars: drop.config?.vars)
        derived = DerivedRun(drop, analysis)
        derivedBytes = derived.bytes
    }

    /// The digests of its files.
    var digests: [Digest] { [report.file.digest] + [config?.file.digest].compactMap(\.self) }

    /// The run that it becomes.
    var prepared: Follower.Prepared {
        Follower.Prepared(
            version: version, row: Catalog.Row(receipt, drop.mark, derived, analysis: analysis))
    }
}

/// What filing a group did, or is about to commit.
struct FilingResult: Sendable {
    var outcomes: [Outcome] = []
    /// The states of runs that are committed with it.
    var prepared: [RunID: Follower.Prepared] = [:]
    /// Parts of runs whose damaged bytes are replaced.
    var repaired: [ContentPlace] = []
}
