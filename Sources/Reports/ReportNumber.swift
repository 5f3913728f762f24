package import Model

/// A number that an entry of a report has in a section, as the reader comes by it.
package struct ReportNumber: Equatable, Sendable {
    /// Takes numbers while a report is read, on the reader's thread.
    ///
    /// It gets them in the order of the report, and before it is known whether the report is one: what it has taken counts only
    /// if the reading ends without an error. Nothing is kept of them by the reader, so memory does not grow with their number.
    package typealias Sink = (ReportNumber) -> Void

    /// The names of the entry and the key, a long one in its short form (`ShortName`).
    package let benchmark: String
    package let filesystem: String
    /// A section that holds single values: a plot or a table.
    package let section: ReportSection
    package let key: String
    /// As the report has it, in the unit that `MetricTable` has for the key.
    package let value: Double

    /// Makes the value from its fields; nothing is checked.
    package init(benchmark: String, filesystem: String, section: ReportSection, key: String, value: Double) {
        self.benchmark = benchmark
        self.filesystem = filesystem
        self.section = section
        self.key = key
        self.value = value
    }
}
