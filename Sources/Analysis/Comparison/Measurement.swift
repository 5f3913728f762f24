package import Model
package import System

/// What makes two cells like for like, as whoever reads facts, settings and vars has decided; only equality counts.
package struct SetupID: Hashable, Sendable {
    package let text: String

    /// A setup; cells are of one setup where the texts are equal.
    package init(_ text: String) { self.text = text }
}

/// A metric of a benchmark on a filesystem, on a rig: what is measured again by each run.
package struct CellKey: Hashable, Sendable {
    /// Nil where nothing says which machine it was: such a cell has no repeats.
    package let rig: String?
    package let benchmark: String
    package let filesystem: String
    package let metric: String

    /// What a metric of a cell is called on a rig.
    package init(rig: String?, benchmark: String, filesystem: String, metric: String) {
        self.rig = rig
        self.benchmark = benchmark
        self.filesystem = filesystem
        self.metric = metric
    }
}

/// One number of a run, with all that comparing it needs.
package struct Measurement: Equatable, Sendable {
    package let run: RunID
    package let filed: Timestamp
    package let cell: CellKey
    package let setup: SetupID
    /// As the report has it, in the unit of the metric; need not be finite or above 0.
    package let value: Double
    /// How many iterations the value is the mean of; nil where that is not known.
    package let iterations: Int?
    /// Nil where neither way is better.
    package let direction: Metric.Direction?
    /// Verdicts, ranks, gates and geometric means rest on it.
    package let isMain: Bool
    /// The run is out of noise and means, because people excluded it; it may still be compared.
    package let isExcluded: Bool
    /// The tools counted errors in the cell: it has no rank.
    package let hasErrors: Bool

    /// A number of a run.
    package init(
        run: RunID, filed: Timestamp, cell: CellKey, setup: SetupID, value: Double, iterations: Int? = nil,
        direction: Metric.Direction?, isMain: Bool, isExcluded: Bool = false, hasErrors: Bool = false
    ) {
        self.run = run
        self.filed = filed
        self.cell = cell
        self.setup = setup
        self.value = value
        self.iterations = iterations
        self.direction = direction
        self.isMain = isMain
        self.isExcluded = isExcluded
        self.hasErrors = hasErrors
    }

    /// How much it weighs beside runs of one iteration.
    var weight: Double { Self.weight(iterations: iterations) }

    static func weight(iterations: Int?) -> Double { Double(max(1, iterations ?? 1)) }

    /// A main metric of 0 or below: worse than any above 0.
    var isFailed: Bool { isMain && value <= 0 }
}
