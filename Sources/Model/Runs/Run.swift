package import System

/// One filed report with what its receipt and its outline say, as lists show it.
package struct Run: Equatable, Sendable {
    package let id: RunID
    package let filed: Timestamp
    package let source: String?
    /// Where in the inbox it was dropped; nil for an upload.
    package let path: FilePath?
    package let report: FiledFile
    package let config: FiledFile?
    /// The first names in the report, sorted; long ones in their short form.
    package var benchmarks: [String] = []
    /// The first names in the report, sorted; long ones in their short form.
    package var filesystems: [String] = []
    /// What people say of it.
    package var mark = RunMark()
    /// What tells its machine from others (`SystemFact.isOfMachine`); empty where nothing is known.
    package var facts: [SystemFact] = []
    /// Nil while nothing is computed of the run.
    package var audit: AuditCounts?
    /// How many benchmarks the report has.
    package let benchmarkCount: Int
    /// How many filesystems the report has.
    package let filesystemCount: Int

    /// A run without names.
    package init(
        id: RunID, filed: Timestamp, source: String?, path: FilePath?, report: FiledFile, config: FiledFile?,
        benchmarkCount: Int, filesystemCount: Int
    ) {
        self.id = id
        self.filed = filed
        self.source = source
        self.path = path
        self.report = report
        self.config = config
        self.benchmarkCount = benchmarkCount
        self.filesystemCount = filesystemCount
    }
}
