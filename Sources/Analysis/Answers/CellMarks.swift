package import Model

/// What the audit says of the cells of some runs, where it doubts their numbers.
package struct CellMarks: Equatable, Sendable {
    private var marks: [RunID: [CellName: Finding.Verdict]] = [:]

    /// The most runs that are looked at; of more, the first; of a trend, the newest.
    static let runLimit = 50

    /// Of no run.
    package init() {}

    /// Adds what the audit found in a run.
    mutating func add(_ findings: [Finding], of run: RunID) {
        for finding in findings where finding.verdict.isMarked {
            guard let benchmark = finding.benchmark, let filesystem = finding.filesystem else { continue }
            let cell = CellName(benchmark: benchmark, filesystem: filesystem)
            let known = marks[run]?[cell]
            marks[run, default: [:]][cell] = known == .broken ? .broken : finding.verdict
        }
    }

    /// `odd`, or `broken` where both hold; nil for a cell that the audit does not doubt.
    package subscript(run: RunID, cell: CellName) -> Finding.Verdict? { marks[run]?[cell] }

    /// Of one number.
    package subscript(measurement: Measurement) -> Finding.Verdict? {
        // That a tool counted too many errors is known without a look at the audit.
        self[measurement.run, CellName(measurement.cell)] ?? (measurement.hasErrors ? .broken : nil)
    }

    /// The worst of the runs that a value stands for.
    package subscript(value: SideValue) -> Finding.Verdict? {
        let cell = CellName(value.measurement.cell)
        let found = value.runs.compactMap { self[$0, cell] }
        return found.contains(.broken) ? .broken : found.first
    }
}

extension Answers {
    /// What the audit doubts in the newest runs of a trend.
    func marks(of trend: Trend) throws(LibraryError) -> CellMarks {
        try marks(ofFirst: trend.points.reversed().map(\.measurement.run))
    }

    /// What the audit doubts in some runs; of a run of which nothing is computed yet, nothing.
    func marks(of runs: some Sequence<RunID>) throws(LibraryError) -> CellMarks {
        try marks(ofFirst: Set(runs).sorted())
    }

    private func marks(ofFirst runs: [RunID]) throws(LibraryError) -> CellMarks {
        var marks = CellMarks()
        let revision = library.revision
        for run in runs.prefix(CellMarks.runLimit) {
            marks.add(try doubts(in: run, revision), of: run)
        }
        return marks
    }

    /// To read an analysis costs milliseconds, and a page of a trend asks for all metrics of the same runs.
    private func doubts(in run: RunID, _ revision: UInt64) throws(LibraryError) -> [Finding] {
        if let known = kept.doubts[run, revision] { return known }
        let found = (try library.analysis(run)?.findings ?? []).filter(\.verdict.isMarked)
        kept.doubts[run, revision] = found
        return found
    }
}
