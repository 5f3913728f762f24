/// A piece of a report as the reader comes by it.
///
/// A reader hands items over in the order of the report: a cell, then what it holds, then its end. It does so before it is
/// known whether the report is one: what was handed over counts only if the reading ends without an error. The reader keeps
/// no item, so its memory does not grow with their number.
package enum ReportItem: Equatable, Sendable {
    /// Takes items on the reader's thread.
    package typealias Sink = (ReportItem) -> Void

    /// A value of `system_info`.
    case fact(SystemFact)
    /// So many values of `system_info` were passed over, because there are too many or they are too deep.
    case omittedFacts(Int)
    /// A cell begins; a long name is in its short form (`ShortName`).
    case cell(benchmark: String, filesystem: String)
    /// A number of a plot or a table; a long key is in its short form.
    case number(ReportSection, key: String, Double)
    /// A text of the table of metrics, cut at `ReadingLimits.textByteCount`.
    case text(key: String, String)
    /// The values that a metric had in each iteration, at most `ReadingLimits.iterations`.
    case iterations(key: String, [Double])
    /// A list of samples begins, of a key that `MonitoringGroup` knows.
    case series(MonitoringGroup, key: String)
    /// The next samples of the list, at most `samplesAtOnce`; a null is NaN.
    case samples([Double])
    /// The cell ends.
    case cellEnd

    /// The most samples that are handed over in one item.
    package static let samplesAtOnce = 4_096
}
