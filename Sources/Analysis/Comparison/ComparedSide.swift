import Glibc
package import Model

/// What one side of a comparison is: a run, or one filesystem of a run.
package struct ComparedItem: Hashable, Sendable {
    package let run: RunID
    /// Nil for all filesystems of the run.
    package let filesystem: String?

    /// A side of a comparison.
    package init(run: RunID, filesystem: String? = nil) {
        self.run = run
        self.filesystem = filesystem
    }
}

/// The value of a metric on one side.
package struct SideValue: Equatable, Sendable {
    package let measurement: Measurement
    /// The runs that the value stands for, in order of filing: the run itself, or its repeats too.
    package let runs: [RunID]
    /// The geometric mean of the runs, each weighing as many times as it has iterations; of one run its value as
    /// reported.
    package let value: Double
    /// The iterations of all runs together; nil where that of one is not known.
    package let iterations: Int?
    /// Empty where the value has no logarithm.
    let repeats: [CellRepeat]

    /// The value of a run alone, or with its repeats.
    init(_ measurement: Measurement, withRepeatsIn index: RepeatIndex?) {
        self.measurement = measurement
        let own = CellRepeat(measurement).map { [$0] } ?? []
        repeats = index?.repeats(of: measurement) ?? own
        runs = repeats.isEmpty ? [measurement.run] : repeats.map(\.run)
        value = repeats.count > 1 ? exp(repeats.weightedMean) : measurement.value
        let total = repeats.totalWeight
        iterations = measurement.iterations == nil ? nil : Int(exactly: total) ?? measurement.iterations
    }
}

/// A cell's metric on all sides, each compared with the first.
package struct ComparedCell: Equatable, Sendable {
    package let name: MetricName
    package let isMain: Bool
    /// Nil where neither way is better.
    package let direction: Metric.Direction?
    /// In the order of the sides; nil where a side does not have it.
    package let sides: [SideValue?]
    /// In the order of the sides; nil for the first, and where either side does not have the value.
    package let against: [Difference?]
}

/// How people call a cell's metric.
package struct MetricName: Hashable, Sendable {
    package let benchmark: String
    /// Nil where each side names a filesystem of its own.
    package let filesystem: String?
    package let metric: String

    /// A cell's metric.
    package init(benchmark: String, filesystem: String?, metric: String) {
        self.benchmark = benchmark
        self.filesystem = filesystem
        self.metric = metric
    }
}
