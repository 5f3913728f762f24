package import System

/// One run with what is known of it without its outline, the listing of its config, and its report.
package struct FiledRun: Equatable, Sendable {
    package let receipt: Receipt
    package let counts: ReportCounts
    /// Nil without a config, and where it cannot be listed.
    package let config: ConfigCounts?
    /// What people say of it.
    package let mark: RunMark

    /// Makes the value from its fields; nothing is checked.
    package init(
        receipt: Receipt, counts: ReportCounts, config: ConfigCounts?, mark: RunMark = RunMark()
    ) {
        self.receipt = receipt
        self.counts = counts
        self.config = config
        self.mark = mark
    }

    /// Its id.
    package var id: RunID { receipt.id }

    /// The run with a problem of a part in front of its warnings; of a config that has one, nothing is listed.
    package func noting(_ problem: Problem, about part: FiledPart) -> FiledRun {
        var receipt = receipt
        receipt.warnings.insert(problem, at: 0)
        return FiledRun(
            receipt: receipt, counts: counts, config: part == .config ? nil : config, mark: mark)
    }
}

/// How much a config archive holds.
package struct ConfigCounts: Equatable, Sendable {
    package let entries: Int
    package let findings: Int

    /// Makes the value from its fields; nothing is checked.
    package init(entries: Int, findings: Int) {
        self.entries = entries
        self.findings = findings
    }
}

/// A run with the digest that tells the same bytes again.
package struct RunTwin: Equatable, Sendable {
    package let id: RunID
    package let config: Digest?

    /// A run by its id and its config's digest.
    package init(id: RunID, config: Digest?) {
        self.id = id
        self.config = config
    }
}
