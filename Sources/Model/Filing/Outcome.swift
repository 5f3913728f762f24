package import System

/// How a drop ended, for the one who sent it.
package struct Outcome: Equatable, Sendable {
    /// The ways a drop ends.
    package enum Kind: String, Sendable, CaseIterable {
        case accepted
        case duplicate
        case attached
        case rejected
    }

    package let kind: Kind
    /// The run; nil where the drop was rejected.
    package let id: RunID?
    /// What was wrong without costing the report.
    package let warnings: [Problem]
    /// Why it was rejected.
    package let problem: Problem?

    /// A drop that is a run now, or is part of one.
    package static func filed(_ kind: Kind, _ id: RunID, warnings: [Problem] = []) -> Outcome {
        Outcome(kind: kind, id: id, warnings: warnings, problem: nil)
    }

    /// A drop that is none.
    package static func rejected(_ problem: Problem) -> Outcome {
        Outcome(kind: .rejected, id: nil, warnings: [], problem: problem)
    }
}

/// A report, and perhaps a config, that came whole over HTTP and waits for its judgement.
package struct UploadedDrop: Sendable {
    package let report: StagedFile
    package let config: StagedFile?
    package let source: String?
    /// The name of the token that it came with; nil without one.
    package let uploader: String?
    /// What its sender says of the run.
    package let mark: RunMark
    /// Why something that was sent is not here, such as a config above the limit: that never costs the report.
    package let warnings: [Problem]

    /// A drop of files that are ours alone.
    package init(
        report: StagedFile, config: StagedFile?, source: String?, uploader: String? = nil,
        mark: RunMark = RunMark(), warnings: [Problem] = []
    ) {
        self.report = report
        self.config = config
        self.source = source
        self.uploader = uploader
        self.mark = mark
        self.warnings = warnings
    }
}
