package import System

/// What tells whether anything that an answer says of one run may be another now: its files, and what is known of it.
///
/// As long as it is the same, so is every answer that was made from that run alone.
package struct RunVersion: Equatable, Sendable {
    /// Which run: the latest is another one now and then.
    package let id: RunID
    /// Grows whenever what is known of the run changes; it may also grow with other runs.
    package let changeCount: UInt64
    /// What the report is on disk; nil where the library has it in no file.
    package let report: FileStamp?
    /// What the config archive is on disk; nil where there is none, or it lies in no file.
    package let config: FileStamp?

    /// Makes the value from its fields; nothing is checked.
    package init(id: RunID, changeCount: UInt64, report: FileStamp?, config: FileStamp?) {
        self.id = id
        self.changeCount = changeCount
        self.report = report
        self.config = config
    }
}
