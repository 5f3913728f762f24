package import JSON

/// The outline of a valid report: what it names, and where in its text each part lies.
///
/// Values stay in the report's file and are read from it by byte range. An outline has at most `entryLimit` entries and
/// `partLimit` unknown parts, so its size is bounded (some 45 MiB where every name has 256 bytes).
package struct Report: Equatable, Sendable {
    /// The most entries (a benchmark on a filesystem) of a report; a benchmark without any counts as one.
    package static let entryLimit = 100_000
    /// The most unknown parts that are outlined: of the top, of an entry, and of all entries together; more are counted.
    package static let topPartLimit = 1_000
    package static let entryPartLimit = 100
    package static let partLimit = 20_000

    /// A name in the report.
    package struct Name: Equatable, Sendable {
        /// The name; the short form of a long one (`ShortName`).
        package let text: String
        /// Where the whole name stands in the report, in bytes, without its quotes; nil where `text` is the whole.
        package let range: Range<Int>?

        /// A name that is whole, or the short form of the one at `range`.
        package init(_ text: String, range: Range<Int>? = nil) {
            self.text = text
            self.range = range
        }

        /// The name that a key of an object is.
        package init(_ key: JSONKey) {
            self.init(key.text, range: key.range)
        }
    }

    /// A value in the report's text.
    package struct Part: Equatable, Sendable {
        /// RFC 6901, relative to the entry, or to the top for parts outside `data`; long keys in their short form.
        package let pointer: String
        /// In bytes, from the value's first to after its last.
        package let range: Range<Int>

        /// Makes the value from its fields; nothing is checked.
        package init(pointer: String, range: Range<Int>) {
            self.pointer = pointer
            self.range = range
        }
    }

    /// What one filesystem did in one benchmark.
    package struct Entry: Equatable, Sendable {
        /// Its place in the report's `filesystems`.
        package fileprivate(set) var filesystem: Int
        package let parts: ReportParts

        /// An entry of the filesystem at a place among those that are named.
        package init(filesystem: Int, parts: ReportParts) {
            self.filesystem = filesystem
            self.parts = parts
        }
    }

    /// One benchmark on every filesystem that has an entry.
    package struct Benchmark: Equatable, Sendable {
        package let name: Name
        /// Sorted by filesystem.
        package private(set) var entries: [Entry]

        /// Makes the value from its fields; nothing is checked.
        package init(name: Name, entries: [Entry]) {
            self.name = name
            self.entries = entries
        }

        /// Gives each entry the place of its filesystem among all that are sorted, by the place in which it was read.
        package mutating func place(by places: [Int]) {
            for index in entries.indices { entries[index].filesystem = places[entries[index].filesystem] }
            entries.sort { $0.filesystem < $1.filesystem }
        }
    }

    package let byteCount: Int
    /// Sorted by name.
    package let benchmarks: [Benchmark]
    /// All filesystems, sorted by name, each once.
    package let filesystems: [Name]
    /// The members of the top-level object besides `data`.
    package let parts: ReportParts

    /// A report of which nothing is known but its size.
    package init(byteCount: Int) {
        self.init(byteCount: byteCount, benchmarks: [], filesystems: [], parts: ReportParts())
    }

    /// A report that was read.
    package init(byteCount: Int, benchmarks: [Benchmark], filesystems: [Name], parts: ReportParts) {
        self.byteCount = byteCount
        self.benchmarks = benchmarks
        self.filesystems = filesystems
        self.parts = parts
    }

    /// How much it names.
    package var counts: ReportCounts {
        ReportCounts(
            benchmarks: benchmarks.count, filesystems: filesystems.count,
            entries: benchmarks.reduce(0) { $0 + $1.entries.count })
    }
}

/// How many benchmarks, filesystems and entries a report has.
package struct ReportCounts: Equatable, Sendable {
    package let benchmarks: Int
    package let filesystems: Int
    package let entries: Int

    /// Makes the value from its fields; nothing is checked.
    package init(benchmarks: Int, filesystems: Int, entries: Int) {
        self.benchmarks = benchmarks
        self.filesystems = filesystems
        self.entries = entries
    }
}

extension String {
    /// Order by UTF-8, which tells canonically equivalent names apart.
    package func isBytewiseBefore(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension Sequence<String> {
    /// Sorted by UTF-8, each once; a Set would take canonically equivalent names for one.
    package var distinctBytewise: [String] {
        sorted { $0.isBytewiseBefore($1) }.reduce(into: []) { names, name in
            if names.last.map({ $0.utf8.elementsEqual(name.utf8) }) != true { names.append(name) }
        }
    }
}

/// The sections of an entry that benchd knows (docs/report-format.md).
package enum ReportSection: String, CaseIterable, Sendable {
    case plot = "/metrics/plot"
    case table = "/metrics/table"
    case dockerPlot = "/monitoring/docker_stats/plot"
    case dockerTable = "/monitoring/docker_stats/table"
    case dockerSeries = "/monitoring/docker_stats/series"
    case iostatPlot = "/monitoring/iostat/plot"
    case iostatTable = "/monitoring/iostat/table"
    case iostatSeries = "/monitoring/iostat/series"
}

extension MonitoringGroup {
    /// The section with the group's series.
    package var seriesSection: ReportSection { self == .iostat ? .iostatSeries : .dockerSeries }

    /// The section with the averages that the group reports.
    package var plotSection: ReportSection { self == .iostat ? .iostatPlot : .dockerPlot }
}
