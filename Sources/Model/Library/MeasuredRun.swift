package import System

/// Where a value of a cell comes from; the raw value is its name in answers.
package enum ValueSection: String, CaseIterable, Sendable {
    case plot = "/metrics/plot"
    case table = "/metrics/table"
    case dockerPlot = "/monitoring/docker_stats/plot"
    case dockerTable = "/monitoring/docker_stats/table"
    case iostatPlot = "/monitoring/iostat/plot"
    case iostatTable = "/monitoring/iostat/table"
    /// Corrected means, under the keys of their series.
    case dockerCorrected = "corrected/docker_stats"
    case iostatCorrected = "corrected/iostat"
    /// Derived values that are numbers, under their names.
    case derived

    /// The section of a report that holds single values; nil for the others.
    package init?(_ section: ReportSection) { self.init(rawValue: section.rawValue) }
}

/// What a value of a cell is called.
package struct ValueName: Hashable, Sendable {
    package let section: ValueSection
    /// As the report has it; the short form of a long one.
    package let key: String

    /// Makes the value from its fields; nothing is checked.
    package init(_ section: ValueSection, _ key: String) {
        self.section = section
        self.key = key
    }
}

/// Which values of cells are asked for.
package enum ValueSelection: Equatable, Sendable {
    case all
    /// The main metrics, on which verdicts rest, and what setups are made of: settings, totals and bandwidths.
    case main
    /// These, what else the tool measured, and derived values: all that is compared.
    case compared
    /// Those of some names.
    case named([ValueName])
    /// Those with a key, in whatever section.
    case keyed(String)
}

extension ValueSelection {
    /// Whether a rule takes a value of a benchmark of this kind; nil where the values are named one by one.
    package func takes(_ name: ValueName, of kind: BenchmarkKind?) -> Bool? {
        switch self {
        case .all: return true
        case .named, .keyed: return nil
        case .main, .compared: break
        }
        if self == .compared, name.section == .derived { return true }
        guard name.section == .plot || name.section == .table else { return false }
        let metric = MetricTable.metric(of: kind, key: name.key)
        if metric.traits.contains(.main) || [.settings, .volume, .bandwidth].contains(metric.group) {
            return true
        }
        return self == .compared && (metric.direction != nil || name.section == .plot)
    }
}

/// One cell of a run with some of its values.
package struct MeasuredCell: Equatable, Sendable {
    /// A number and what it is called.
    package struct Value: Equatable, Sendable {
        package let name: ValueName
        package let number: Double

        /// Makes the value from its fields; nothing is checked.
        package init(_ name: ValueName, _ number: Double) {
            self.name = name
            self.number = number
        }
    }

    package let benchmark: String
    package let filesystem: String
    /// How many iterations the numbers are means of; nil where that is not known.
    package let iterations: Int?
    /// Whether the tool counted so many errors that the cell has no rank (`Sequence.excludeFromRanks`).
    package let hasErrors: Bool
    package let settings: [CellReadings.Setting]
    package let values: [Value]

    /// The memory that a cell takes with what is compared of it, in bytes; as caches count.
    package static let usualByteCount = 2_000

    /// Makes the value from its fields; nothing is checked.
    package init(
        benchmark: String, filesystem: String, iterations: Int?, hasErrors: Bool,
        settings: [CellReadings.Setting], values: [Value]
    ) {
        self.benchmark = benchmark
        self.filesystem = filesystem
        self.iterations = iterations
        self.hasErrors = hasErrors
        self.settings = settings
        self.values = values
    }
}

/// A run with what measurements need of it.
package struct MeasuredRun: Equatable, Sendable {
    package let id: RunID
    package let filed: Timestamp
    package let source: String?
    /// The source, else the host name in the report; a run with neither has no repeats.
    package let rig: String?
    package let label: String?
    package let isExcluded: Bool
    /// Nil where the run has no archive, or it could not be read.
    package let vars: VarsID?
    /// Nil where nothing is known of the machine.
    package let machine: MachineID?
    /// All benchmarks and filesystems of the report, whatever the query names; long names in their short form.
    package let benchmarks: [String]
    package let filesystems: [String]
    /// By benchmark, then filesystem; of those that the query names.
    package let cells: [MeasuredCell]

    /// Makes the value from its fields; nothing is checked.
    package init(
        id: RunID, filed: Timestamp, source: String?, rig: String?, label: String?, isExcluded: Bool,
        vars: VarsID?, machine: MachineID?, benchmarks: [String], filesystems: [String], cells: [MeasuredCell]
    ) {
        self.id = id
        self.filed = filed
        self.source = source
        self.rig = rig
        self.label = label
        self.isExcluded = isExcluded
        self.vars = vars
        self.machine = machine
        self.benchmarks = benchmarks
        self.filesystems = filesystems
        self.cells = cells
    }
}

/// Facts that are equal in many runs (`SystemFact.isOfMachine`), by their number in a library.
package struct MachineID: Hashable, Sendable {
    package let number: Int64

    /// Makes the value from its fields; nothing is checked.
    package init(_ number: Int64) { self.number = number }
}

/// The settings of archives that say the same, by their number in a library.
package struct VarsID: Hashable, Sendable {
    package let number: Int64

    /// Makes the value from its fields; nothing is checked.
    package init(_ number: Int64) { self.number = number }
}

/// A run whose facts were collected at a time that its report states.
package struct CollectedFacts: Equatable, Sendable {
    package let run: RunID
    /// Of the report's bytes.
    package let digest: Digest

    /// Makes the value from its fields; nothing is checked.
    package init(run: RunID, digest: Digest) {
        self.run = run
        self.digest = digest
    }
}

extension SystemFact {
    /// Whether it says what the machine is, not what it was doing when the run was made.
    package var isOfMachine: Bool {
        name != "timestamp" && !name.hasPrefix("memory.") && !name.hasPrefix("mounts.")
    }
}

/// Some runs with their cells.
package struct MeasuredPage: Equatable, Sendable {
    /// In the order that was asked for.
    package let runs: [MeasuredRun]
    /// Where the next page begins; nil on the last.
    package let next: RunCursor?

    /// The most runs of a page.
    package static let runLimit = 2_000

    /// Makes the value from its fields; nothing is checked.
    package init(runs: [MeasuredRun], next: RunCursor?) {
        self.runs = runs
        self.next = next
    }
}
