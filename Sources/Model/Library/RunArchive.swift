package import System

/// A config archive that is staged and judged.
package struct JudgedConfig: Sendable {
    package let staged: StagedFile
    package let listing: ConfigListing
    /// What its files of settings say.
    package let vars: ConfigVars

    /// Makes the value from its fields; nothing is checked.
    package init(staged: StagedFile, listing: ConfigListing, vars: ConfigVars = ConfigVars()) {
        self.staged = staged
        self.listing = listing
        self.vars = vars
    }
}

/// A drop that is whole, staged and judged.
package struct JudgedDrop: Sendable {
    package let report: StagedFile
    package let outline: Report
    /// Of the same reading of the report.
    package let readings: RunReadings
    package let config: JudgedConfig?
    /// The rig; nil where the drop has none.
    package let source: String?
    package let origin: Origin
    /// The name of the token that an upload came with; nil without one.
    package let uploader: String?
    /// Such as the reason why its config was rejected, and what its config should not share.
    package let warnings: [Problem]
    /// What its sender says of the run.
    package let mark: RunMark

    /// A drop with what its config should not share added to its warnings.
    package init(
        report: StagedFile, outline: Report, readings: RunReadings = RunReadings(), config: JudgedConfig?,
        source: String?, origin: Origin, uploader: String? = nil, warnings: [Problem],
        mark: RunMark = RunMark()
    ) {
        self.report = report
        self.outline = outline
        self.readings = readings
        self.config = config
        self.source = source
        self.origin = origin
        self.uploader = uploader
        self.warnings = warnings + (config?.listing.warnings ?? [])
        self.mark = mark
    }

    /// Removes the staged files: nobody takes them any more.
    package func discard() {
        report.discard()
        config?.staged.discard()
    }
}

/// Where judged drops are filed; the same bytes are one run (docs/drop-protocol.md, "The same bytes again").
///
/// Filing is one atomic step: when it returns, the drop is durable and visible; when it throws, nothing was filed, and the
/// same drop can be filed again. One thread files; `staging` and `holds` are safe from any.
package protocol RunArchive: Sendable {
    /// A directory of this machine for drops on their way in; it is emptied at each start.
    var staging: Directory { get throws(FileError) }

    /// Whether a report or config with these bytes was filed.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func holds(_ digest: Digest) throws(LibraryError) -> Bool

    /// Files a drop, or finds the run that it already is; either way its staged files are gone.
    ///
    /// The answer is `accepted` for a new run, or for the very file of the inbox that became one; `duplicate` for the same
    /// bytes from elsewhere; `attached` where the run had no config and has this one now. The same bytes repair a filed
    /// file that is damaged.
    /// - Throws: `LibraryError`.
    func file(_ drop: JudgedDrop, at time: Timestamp) throws(LibraryError) -> Outcome

    /// Files drops as if one after the other, in their order; they may share what takes time, such as waits for a disk.
    ///
    /// One that fails costs no other: there is a result for each, in their order.
    func file(_ drops: [JudgedDrop], at time: Timestamp) -> [Result<Outcome, LibraryError>]

    /// Takes the mark that came after its report, for the last run from one of these paths, if that has none yet and
    /// it was filed within `limit` of `time`; nil where there is no such run.
    ///
    /// - Throws: `LibraryError`; then the run has no mark, or the whole one.
    func attach(
        _ mark: RunMark, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome?

    /// Attaches a config that came after its report, to the last run from one of these paths that has none and was filed
    /// within `limit` of `time`; nil where there is no such run, and the staged file stays.
    ///
    /// - Throws: `LibraryError`; then the run is as it was, or gets the config at the next start.
    func attach(
        _ config: JudgedConfig, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome?
}

extension RunArchive {
    /// Files drops one after the other.
    package func file(_ drops: [JudgedDrop], at time: Timestamp) -> [Result<Outcome, LibraryError>] {
        drops.map { drop in Result { () throws(LibraryError) in try file(drop, at: time) } }
    }
}
