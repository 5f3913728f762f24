/// All that benchd computes from one run: a pure function of its report, the settings in its archive, and the rules.
package struct RunAnalysis: Equatable, Sendable {
    /// The version of the rules by which it was made.
    package let rules: Int
    package let readings: RunReadings
    /// What was computed of each cell of `readings`, in that order.
    package let cells: [Cell]
    /// The audit, in the order of the cells, then of the laws.
    package let findings: [Finding]

    /// What is computed from the readings of a cell.
    package struct Cell: Equatable, Sendable {
        /// How many iterations its numbers are means of; nil where that is not known.
        package let iterations: Int?
        package let derived: [DerivedValue]

        /// Makes the value from its fields; nothing is checked.
        package init(iterations: Int?, derived: [DerivedValue]) {
            self.iterations = iterations
            self.derived = derived
        }
    }

    /// Makes the value from its fields; nothing is checked.
    package init(rules: Int, readings: RunReadings, cells: [Cell], findings: [Finding]) {
        self.rules = rules
        self.readings = readings
        self.cells = cells
        self.findings = findings
    }
}

/// How many findings of an audit have which verdict.
package struct AuditCounts: Equatable, Sendable {
    package var counts: [Finding.Verdict: Int] = [:]

    /// Counts of nothing.
    package init() {}

    /// Counts findings.
    package init(_ findings: some Sequence<Finding>) {
        for finding in findings { counts[finding.verdict, default: 0] += 1 }
    }

    /// The number of a verdict; 0 for none.
    package subscript(verdict: Finding.Verdict) -> Int { counts[verdict] ?? 0 }
}
