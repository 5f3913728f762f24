package import Model

/// What is drawn of the series of a benchmark's entries, and how much of the machine each of them used.
package struct BenchmarkSeries: Equatable, Sendable {
    /// The series of one filesystem in a figure.
    package struct Line: Equatable, Sendable {
        package let filesystem: String
        /// The key in the report.
        package let key: String
        package let disk: String?
        /// How many samples its points are made of, gaps included.
        package let count: Int
        package let points: SeriesPoints
    }

    /// One metric of all filesystems over time.
    package struct Figure: Equatable, Sendable {
        /// Stable among the benchmark's figures: "series:iostat:read_iops".
        package let id: String
        package let group: MonitoringGroup
        package let metric: Metric
        /// Nil where filesystems on different disks share the figure, and for what is no disk's.
        package let disk: String?
        package let axis: TimeAxis
        package internal(set) var lines: [Line] = []

        /// The unit of its values: counters are drawn as rates.
        package var unit: MetricUnit? {
            isRate ? metric.unit?.rate(perSample: axis == .samples) : metric.unit
        }

        /// What is measured, where, and that a counter is drawn as its rate.
        package var title: String {
            (disk.map { "\($0): " } ?? "") + metric.label + (isRate ? ", rate" : "")
        }

        /// Which disk each filesystem was measured on, where the title does not say it; empty for what is no disk's.
        package var note: String {
            guard disk == nil else { return "" }
            let disks = Set(lines.compactMap(\.disk))
            if let only = disks.first, disks.count == 1 { return "Device \(only)" }
            let pairs = lines.compactMap { line in line.disk.map { "\(line.filesystem) \($0)" } }
            return pairs.isEmpty ? "" : "Devices: " + pairs.joined(separator: ", ")
        }

        private var isRate: Bool { metric.traits.contains(.counter) }
    }

    package internal(set) var figures: [Figure] = []
    /// How many figures there are besides.
    package internal(set) var furtherFigureCount = 0
    package internal(set) var uses: [ResourceUse] = []
    /// How many entries have series that are not drawn, because there are too many bytes or entries.
    package internal(set) var undrawnEntryCount = 0
}
