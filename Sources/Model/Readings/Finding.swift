/// A law that a sound report obeys; the raw value is its number in docs/analysis.md and in answers.
package enum AuditLaw: Int, CaseIterable, Sendable {
    case toolErrors = 1
    case concurrency = 2
    case blockSize = 3
    case runTime = 4
    case order = 5
    case deviceBytes = 6
    case correctedMeans = 7
    case samples = 8
    case watchedDisk = 9
    /// Depends on the other runs of the library, so it is no part of a report's own audit.
    case staleFacts = 10

    /// A few words for people.
    package var title: String {
        switch self {
        case .toolErrors: "errors counted by the tool"
        case .concurrency: "concurrency as asked for"
        case .blockSize: "bandwidth is IOPS times block size"
        case .runTime: "totals, rates and series agree on the run time"
        case .order: "minimum, mean, percentiles and maximum in order"
        case .deviceBytes: "device bytes against the workload's"
        case .correctedMeans: "reported against corrected means"
        case .samples: "samples are possible and complete"
        case .watchedDisk: "the watched disk did the work"
        case .staleFacts: "facts collected for this run"
        }
    }
}

/// What the audit says of one law and one cell.
package struct Finding: Equatable, Sendable {
    /// The raw value is its name in answers.
    package enum Verdict: String, CaseIterable, Sendable {
        case holds
        /// Worth a quiet mark.
        case note
        /// Very likely no measurement of what the cell says.
        case odd
        /// The tool itself says that the workload failed.
        case broken
        /// Data that the law needs are lacking, or several iterations mix them.
        case unknown

        /// Whether it is marked on charts, tables and scores.
        package var isMarked: Bool { self == .odd || self == .broken }
    }

    /// Nil where the finding is of the report as a whole.
    package let benchmark: String?
    package let filesystem: String?
    package let law: AuditLaw
    package let verdict: Verdict
    /// The two numbers that the law compares, in `unit`; nil where there is none.
    package let expected: Double?
    package let found: Double?
    package let unit: MetricUnit?
    /// One sentence for people.
    package let detail: String

    /// Makes the value from its fields; nothing is checked.
    package init(
        benchmark: String?, filesystem: String?, law: AuditLaw, verdict: Verdict, expected: Double? = nil,
        found: Double? = nil, unit: MetricUnit? = nil, detail: String
    ) {
        self.benchmark = benchmark
        self.filesystem = filesystem
        self.law = law
        self.verdict = verdict
        self.expected = expected
        self.found = found
        self.unit = unit
        self.detail = detail
    }
}

extension Sequence<Finding> {
    /// Whether a cell has no rank and never counts as best: its tool counted errors beyond the bound.
    package var excludeFromRanks: Bool { contains { $0.law == .toolErrors && $0.verdict == .broken } }
}
