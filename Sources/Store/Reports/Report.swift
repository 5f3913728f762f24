/// The outline of a valid report: what it names, and where in its text each part lies.
///
/// Values stay in the report's file and are read from it by byte range.
package struct Report: Equatable, Sendable {
    /// A value in the report's text.
    package struct Part: Equatable, Sendable {
        /// RFC 6901, relative to the entry, or to the top for parts outside `data`.
        package let pointer: String
        /// In bytes, from the value's first to behind its last.
        package let range: Range<Int>
    }

    /// What one filesystem did in one benchmark.
    package struct Entry: Equatable, Sendable {
        package let filesystem: String
        /// Known sections that are objects, and everything benchd does not know; null sections are left out.
        package let parts: [Part]

        /// The part at exactly this pointer.
        package func part(_ pointer: String) -> Part? {
            parts.first { $0.pointer.utf8.elementsEqual(pointer.utf8) }
        }
    }

    /// One benchmark on every filesystem that has an entry.
    package struct Benchmark: Equatable, Sendable {
        package let name: String
        /// Sorted by filesystem.
        package let entries: [Entry]
    }

    package let byteCount: Int
    /// Sorted by name.
    package let benchmarks: [Benchmark]
    /// The members of the top-level object besides `data`.
    package let parts: [Part]

    /// The names of all filesystems, sorted, each once.
    package var filesystems: [String] {
        benchmarks.flatMap { $0.entries.map(\.filesystem) }.distinctBytewise
    }

    /// One entry by its names.
    package func entry(benchmark: String, filesystem: String) -> Entry? {
        benchmarks.first { $0.name.utf8.elementsEqual(benchmark.utf8) }?
            .entries.first { $0.filesystem.utf8.elementsEqual(filesystem.utf8) }
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
