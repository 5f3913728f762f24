/// One filed report with what its receipt and its outline say, as lists show it.
package struct Run: Equatable, Sendable {
    package let id: RunID
    package let filed: Timestamp
    package let source: String?
    /// Where in the inbox it was dropped; nil for an upload.
    package let path: FilePath?
    package let report: FiledFile
    package let config: FiledFile?
    /// Names in the report, sorted.
    package let benchmarks: [String]
    /// Names in the report, sorted.
    package let filesystems: [String]

    /// A run.
    package init(
        id: RunID, filed: Timestamp, source: String?, path: FilePath?, report: FiledFile, config: FiledFile?,
        benchmarks: [String], filesystems: [String]
    ) {
        self.id = id
        self.filed = filed
        self.source = source
        self.path = path
        self.report = report
        self.config = config
        self.benchmarks = benchmarks
        self.filesystems = filesystems
    }

    /// The page that shows it.
    package var link: String { "/benchmarks/\(id)" }
}
