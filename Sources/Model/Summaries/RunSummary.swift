package import JSON

/// A part of what a report says besides its series: values read from it by byte range, as many as the limits allow.
package struct RunSummary: Equatable, Sendable {
    /// A value benchd does not know, with its pointer.
    package struct Other: Equatable, Sendable {
        package let pointer: String
        package let value: JSONValue

        /// Makes the value from its fields; nothing is checked.
        package init(pointer: String, value: JSONValue) {
            self.pointer = pointer
            self.value = value
        }
    }

    /// One half of an entry's monitoring.
    package struct Monitoring: Equatable, Sendable {
        /// Objects; nil where the report has none.
        package let plot: JSONValue?
        package let table: JSONValue?
        /// How long its series are in the report; nil where it has none.
        package let seriesByteCount: Int?

        /// Makes the value from its fields; nothing is checked.
        package init(plot: JSONValue?, table: JSONValue?, seriesByteCount: Int?) {
            self.plot = plot
            self.table = table
            self.seriesByteCount = seriesByteCount
        }
    }

    /// One filesystem's values in one benchmark.
    package struct Entry: Equatable, Sendable {
        /// The filesystem's name; the short form of a long one.
        package let filesystem: String
        /// Where the whole name stands in the report; nil where `filesystem` is the whole.
        package let nameRange: Range<Int>?
        package let plot: JSONValue?
        package let table: JSONValue?
        package let docker: Monitoring
        package let iostat: Monitoring
        package let others: [Other]
        /// How many further values there are that benchd does not know.
        package let hiddenOtherCount: Int
        /// Nil where nothing is computed from the cell.
        package var computed: Computed?

        /// Makes the value from its fields; nothing is checked.
        package init(
            filesystem: String, nameRange: Range<Int>?, plot: JSONValue?, table: JSONValue?,
            docker: Monitoring, iostat: Monitoring, others: [Other], hiddenOtherCount: Int
        ) {
            self.filesystem = filesystem
            self.nameRange = nameRange
            self.plot = plot
            self.table = table
            self.docker = docker
            self.iostat = iostat
            self.others = others
            self.hiddenOtherCount = hiddenOtherCount
        }
    }

    /// One benchmark with what its keys mean, and some of its entries, or all.
    package struct Benchmark: Equatable, Sendable {
        /// Its place among the benchmarks of the run, from 0.
        package let index: Int
        /// Its name; the short form of a long one.
        package let name: String
        /// Where the whole name stands in the report; nil where `name` is the whole.
        package let nameRange: Range<Int>?
        package let kind: BenchmarkKind?
        package let plotMetrics: [Metric]
        package let tableMetrics: [Metric]
        /// How many entries the report has.
        package let entryCount: Int
        /// The place of the first of `entries` among them.
        package let firstEntry: Int
        package let entries: [Entry]

        /// Makes the value from its fields; nothing is checked.
        package init(
            index: Int, name: String, nameRange: Range<Int>?, kind: BenchmarkKind?, plotMetrics: [Metric],
            tableMetrics: [Metric], entryCount: Int, firstEntry: Int, entries: [Entry]
        ) {
            self.index = index
            self.name = name
            self.nameRange = nameRange
            self.kind = kind
            self.plotMetrics = plotMetrics
            self.tableMetrics = tableMetrics
            self.entryCount = entryCount
            self.firstEntry = firstEntry
            self.entries = entries
        }

        /// The metric that a reader most likely means by the benchmark's score; nil where `plot` holds none.
        package var score: Metric? {
            let members = entries.flatMap { $0.plot?.members ?? [] }
            let keys = Set(members.lazy.filter { $0.value.double != nil }.map(\.key))
            return MetricTable.score(of: plotMetrics) { keys.contains($0.key) }
        }
    }

    /// What is not shown, and where it stands in the report.
    package struct Omission: Equatable, Sendable {
        /// Of a value, or of the object or list of which only the beginning is shown, or of the member with a long key.
        package let pointer: String
        package let range: Range<Int>

        /// Makes the value from its fields; nothing is checked.
        package init(pointer: String, range: Range<Int>) {
            self.pointer = pointer
            self.range = range
        }
    }

    package let run: FiledRun
    /// The version of the rules by which `computed` of its cells was made; nil where nothing is computed of the run.
    package var rules: Int?
    /// Its first filesystems by name.
    package var filesystems: [Report.Name] = []
    package var systemInfo: JSONValue?
    package var benchmarks: [Benchmark] = []
    package var others: [Other] = []
    /// How many further members the report has at its top that benchd does not know.
    package var hiddenOtherCount = 0
    package var omissions: [Omission] = []
    /// The first entries of the config archive; nil without one, and in all parts but the first.
    package var config: ListingPart?
    /// Where the next part begins; nil for the last.
    package var next: OutlinePosition?

    /// Makes the value from its fields; nothing is checked.
    package init(
        run: FiledRun, filesystems: [Report.Name] = [], systemInfo: JSONValue? = nil,
        benchmarks: [Benchmark] = [], others: [Other] = [], hiddenOtherCount: Int = 0,
        omissions: [Omission] = [], config: ListingPart? = nil, next: OutlinePosition? = nil
    ) {
        self.run = run
        self.filesystems = filesystems
        self.systemInfo = systemInfo
        self.benchmarks = benchmarks
        self.others = others
        self.hiddenOtherCount = hiddenOtherCount
        self.omissions = omissions
        self.config = config
        self.next = next
    }

    /// The same values with another receipt.
    package func of(_ run: FiledRun) -> RunSummary {
        var summary = RunSummary(run: run)
        (summary.filesystems, summary.systemInfo, summary.benchmarks) = (filesystems, systemInfo, benchmarks)
        (summary.others, summary.hiddenOtherCount) = (others, hiddenOtherCount)
        (summary.omissions, summary.next) = (omissions, next)
        summary.config = run.config == nil ? nil : config
        return summary
    }

    /// What is left to show of a run whose report is damaged.
    package static func withoutReport(_ run: FiledRun, config: ListingPart?) -> RunSummary {
        RunSummary(run: run, config: config)
    }
}

/// How much a summary holds.
package struct SummaryLimits: Equatable, Sendable {
    /// The most benchmarks.
    package var benchmarks = 2_000
    /// The most entries.
    package var entries = 4_000
    /// The most bytes of entries that are read; the summary ends before the entry that would read more.
    package var byteCount = 2 << 20
    /// The most bytes that are read of what belongs to no benchmark.
    package var topByteCount = 1 << 20
    /// The most bytes that are read of one section.
    package var sectionByteCount = 256 << 10
    /// The most bytes that are read of one value that benchd does not know.
    package var otherByteCount = 16 << 10
    /// The most values that benchd does not know, at the top or of one entry.
    package var others = 100
    /// The most names of filesystems.
    package var filesystems = 100
    /// The most entries of the config archive.
    package var configEntries = 500
    /// How much is read of each value, and of all entries together; the same once more of the top.
    package var excerpt = JSONExcerptLimits()

    /// The limits of an answer.
    package init() {}
}
