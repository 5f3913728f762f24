import System

/// A place among the entries of a run's report, in the order of their names.
package struct OutlinePosition: Equatable, Sendable, CustomStringConvertible {
    /// From 0.
    package let benchmark: Int
    /// From 0, within the benchmark.
    package let entry: Int

    /// The first entry of the first benchmark.
    package static let start = OutlinePosition(benchmark: 0, entry: 0)

    /// A place.
    package init(benchmark: Int, entry: Int = 0) {
        self.benchmark = benchmark
        self.entry = entry
    }

    /// Reads what `description` wrote, or the number of a benchmark; nil for anything else.
    package init?(_ text: String) {
        let fields = text.split(separator: ".", omittingEmptySubsequences: false)
        // Far beyond any report, and far below an Int's end.
        let numbers = fields.compactMap { field in
            field.isAllDigits ? Int32(field).map(Int.init) : nil
        }
        guard numbers.count == fields.count, (1...2).contains(numbers.count) else { return nil }
        self.init(benchmark: numbers[0], entry: numbers.count == 2 ? numbers[1] : 0)
    }

    /// Both numbers with a point between: safe in a URL.
    package var description: String { "\(benchmark).\(entry)" }
}

/// A part of a run's outline.
package struct OutlinePage: Equatable, Sendable {
    package let benchmarks: [OutlineBenchmark]
    /// Where the next part begins; nil for the last.
    package let next: OutlinePosition?

    /// Makes the value from its fields; nothing is checked.
    package init(benchmarks: [OutlineBenchmark], next: OutlinePosition?) {
        self.benchmarks = benchmarks
        self.next = next
    }
}

/// A benchmark with some of its entries, or all.
package struct OutlineBenchmark: Equatable, Sendable {
    /// Its place among the benchmarks of the run, from 0.
    package let index: Int
    package let name: Report.Name
    /// How many entries the report has.
    package let entryCount: Int
    /// The place of the first of `entries` among them.
    package let firstEntry: Int
    /// Sorted by filesystem.
    package let entries: [OutlineEntry]

    /// Makes the value from its fields; nothing is checked.
    package init(index: Int, name: Report.Name, entryCount: Int, firstEntry: Int, entries: [OutlineEntry]) {
        self.index = index
        self.name = name
        self.entryCount = entryCount
        self.firstEntry = firstEntry
        self.entries = entries
    }
}

/// What one filesystem did in one benchmark, with its name.
package struct OutlineEntry: Equatable, Sendable {
    package let filesystem: Report.Name
    package let parts: ReportParts

    /// Makes the value from its fields; nothing is checked.
    package init(filesystem: Report.Name, parts: ReportParts) {
        self.filesystem = filesystem
        self.parts = parts
    }
}
