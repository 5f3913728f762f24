/// Another comparison of two setups in this library: what differed, and whether a metric moved.
package struct PastComparison: Equatable, Sendable {
    package let benchmark: String
    package let filesystem: String
    package let metric: String
    /// The names of what differed, as `SetupDifference.name` has them.
    package let differing: Set<String>
    /// The value of the second side divided by that of the first, above 0.
    package let ratio: Double
    /// Whether the verdict was better or worse.
    package let isMoved: Bool

    /// Makes the value from its fields; nothing is checked.
    package init(
        benchmark: String, filesystem: String, metric: String, differing: Set<String>, ratio: Double,
        isMoved: Bool
    ) {
        self.benchmark = benchmark
        self.filesystem = filesystem
        self.metric = metric
        self.differing = differing
        self.ratio = ratio
        self.isMoved = isMoved
    }
}
