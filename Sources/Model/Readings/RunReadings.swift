/// What benchd reads from a report besides its outline: a pure function of the report's bytes.
///
/// `ReadingLimits` bounds its size; what is beyond the limits is left out, and the counts say how much that is.
package struct RunReadings: Equatable, Sendable {
    /// The values of `system_info`, in the order of the report.
    package var facts: [SystemFact] = []
    /// In the order of the report.
    package var cells: [CellReadings] = []
    /// How many facts and cells the report has besides.
    package var omittedFactCount = 0
    package var omittedCellCount = 0

    /// Readings of nothing.
    package init() {}

    /// When the system information was collected, as the report has it; not the time of the run.
    package var timestamp: String? {
        if case .text(let text) = facts["timestamp"] { text } else { nil }
    }
}

/// How much of a report is kept as readings; the only place of these limits.
package enum ReadingLimits {
    /// Facts of `system_info`: their number, the bytes of a text or a name, and the depth of nesting.
    package static let facts = 500
    package static let textByteCount = 256
    package static let factDepth = 16
    /// Cells of a report, values and texts of all cells, and series of all cells.
    package static let cells = 10_000
    package static let values = 40_000
    package static let series = 20_000
    /// Values and texts of one cell, and its series: each is looked up in the other, so their product must stay small.
    package static let cellValues = 1_000
    package static let cellSeries = 500
    /// Values of a metric in each iteration.
    package static let iterations = 100
    /// Samples of one cell that are in memory at the same time (8 bytes each); of a cell that has more, nothing is computed
    /// from series.
    package static let cellSamples = 1_000_000
}
