package import Model
package import System

/// What is asked of a comparison.
package struct ComparisonQuestion: Equatable, Sendable {
    /// Two to eight sides, the first of them the baseline.
    package let items: [ComparedItem]
    /// Whether a side is a run with all its repeats, or the run alone.
    package var withRepeats = false
    /// The share up to which sides are the same.
    package var margin = 0.05
    /// Runs filed later teach nothing; nil for the time of the newest run.
    package var asOf: Timestamp?

    package static let sideCounts = 2...8

    /// The usual questions about some sides.
    package init(_ items: [ComparedItem]) { self.items = items }
}

/// Sides compared cell by cell, with what differs between their setups and what may explain a difference.
package struct ComparisonAnswer: Sendable {
    /// The run of each side.
    package let sides: [Side]
    package let asOf: Timestamp
    package let withRepeats: Bool
    package let comparison: Comparison
    package let likeForLike: LikeForLike
    /// What some side does not say, in words for people.
    package let unknowns: [String]
    package let differences: [Difference]
    /// For each cell of the comparison, for each side but the first.
    package let reasons: [[Reason]]
    /// How many cells of the runs are not compared, because they are too many.
    package let omittedCellCount: Int
    /// What the audit says of the cells.
    package let marks: CellMarks
    /// For each cell of the comparison, for each side but the first: whether a run of the baseline's setup has a value that
    /// the other runs of that setup do not let expect; nil where that is not judged.
    package let surprises: [[Surprise?]]
    /// Why the noise of no main metric is known; nil where that of one is.
    package let noiseGap: NoiseGap?

    /// A value of a repeat beside the prediction interval of the other runs of its setup.
    package enum Surprise: String, Sendable {
        case expected
        case better, worse
    }

    package struct Side: Equatable, Sendable {
        package let item: ComparedItem
        /// All filesystems of the run's report.
        package let filesystems: [String]
        package let filed: Timestamp
        package let source: String?
        package let label: String?
        package let isExcluded: Bool
    }

    package struct Difference: Equatable, Sendable {
        package let difference: SetupDifference
        /// On each side; nil where a side does not have it.
        package let values: [String?]
        /// Cells of the baseline.
        package let concerns: [CellName]
    }

    /// Why a cell of a side may differ from the baseline's.
    package struct Reason: Equatable, Sendable {
        /// What of the setup differs, but for facts that break nothing.
        package let unlike: [String]
        /// The likeliest first; empty where the cell does not differ beyond noise.
        package let explanations: [Explanation]

        /// The most explanations of a cell.
        static let limit = 5
    }
}

extension ComparisonAnswer {
    /// Which side names a filesystem that its run has not, in one sentence without a full stop; nil where none does.
    package var lackingFilesystem: String? {
        for side in sides {
            guard let name = side.item.filesystem, !side.filesystems.contains(name) else { continue }
            return Answers.lacking(name, among: side.filesystems, of: side.item.run)
        }
        return nil
    }

    /// Whether some cell is on two sides.
    package var hasCommonCells: Bool {
        comparison.cells.contains { $0.against.contains { $0 != nil } }
    }
}

extension Answers {
    /// Compares runs, or filesystems of runs.
    ///
    /// - Throws: `LibraryError` of the library.
    /// - Returns: The answer, which has no cell where a side has no such filesystem; nil where a run is not there, or nothing
    ///   is computed of it yet.
    package func compare(_ question: ComparisonQuestion) throws(LibraryError) -> ComparisonAnswer? {
        let reader = try reader(asOf: question.asOf)
        let ids = question.items.map(\.run)
        let (runs, omittedCells) = try reader.runs(ids)
        guard runs.count == ids.count else { return nil }
        let evidence = try reader.evidence(of: runs)
        let measurements = Set(ids).sorted().flatMap { evidence.run($0)?.measurements ?? [] }
        let comparer = Comparer(
            noise: evidence.noise, withRepeats: question.withRepeats, margin: question.margin)
        let comparison = comparer.compare(question.items, measurements)
        let contrast = try setupContrast(question.items, runs)
        let reasons = ReasonFinder(
            items: question.items, contrast: contrast, past: PastContrasts(evidence: evidence))
        return ComparisonAnswer(
            sides: zip(question.items, runs).map { item, run in
                ComparisonAnswer.Side(
                    item: item, filesystems: run.filesystems, filed: run.filed, source: run.source,
                    label: run.label, isExcluded: run.isExcluded)
            },
            asOf: reader.asOf, withRepeats: question.withRepeats, comparison: comparison,
            likeForLike: contrast.likeForLike, unknowns: contrast.unknowns,
            differences: contrast.differences.map {
                ComparisonAnswer.Difference(
                    difference: $0.difference, values: $0.values, concerns: $0.concerns)
            },
            reasons: comparison.cells.map(reasons.reasons),
            omittedCellCount: omittedCells,
            marks: try marks(of: comparison.cells.flatMap { $0.sides.flatMap { $0?.runs ?? [] } }),
            surprises: comparer.surprises(in: comparison, measurements),
            noiseGap: evidence.gap(in: comparison, asOf: reader.asOf))
    }

    /// Compares the setups of the cells that the baseline has.
    func setupContrast(
        _ items: [ComparedItem], _ runs: [MeasuredRun]
    ) throws(LibraryError) -> SetupContrast {
        var reader = SetupReader(library, kept.prepared)
        var sides: [[CellName: CellSetup]] = []
        for run in runs {
            let cells = try reader.cells(of: run)
            sides.append(Dictionary(cells.map { ($0.name, $0) }) { first, _ in first })
        }
        guard let baseline = items.first, let own = runs.first?.cells.map(\.name) else {
            return SetupContrast([], sideCount: 0)
        }
        let cells = own.filter { cell in baseline.filesystem.map { $0 == cell.filesystem } ?? true }
        return SetupContrast(
            cells.map { cell in
                let setups = zip(items, sides).map { item, setups in
                    setups[
                        CellName(benchmark: cell.benchmark, filesystem: item.filesystem ?? cell.filesystem)]
                }
                return (cell, setups)
            }, sideCount: items.count)
    }
}

/// Says why cells may differ.
struct ReasonFinder {
    let items: [ComparedItem]
    let contrast: SetupContrast
    let past: PastContrasts

    /// For each side but the first.
    func reasons(of cell: ComparedCell) -> [ComparisonAnswer.Reason] {
        let filesystem = items.first?.filesystem ?? cell.name.filesystem ?? ""
        let name = CellName(benchmark: cell.name.benchmark, filesystem: filesystem)
        let found = contrast.comparisons[name] ?? []
        return cell.against.dropFirst().enumerated().map { side, difference in
            let comparison = side < found.count ? found[side] : nil
            let counting = (comparison?.differences ?? []).filter { $0.kind != .also }
            let isDecided = [.better, .worse, .failed].contains(difference?.verdict)
            return ComparisonAnswer.Reason(
                unlike: counting.map(\.name),
                explanations: isDecided
                    ? explanations(of: comparison?.differences ?? [], cell, name, side: side + 1) : [])
        }
    }

    private func explanations(
        of differences: [SetupDifference], _ cell: ComparedCell, _ name: CellName, side: Int
    ) -> [Explanation] {
        guard let measurement = cell.sides.first??.measurement, !differences.isEmpty else { return [] }
        let earlier = past.past(of: measurement.cell, without: Set(items.map(\.run)))
        let all = Explanation.all(of: differences, in: name, metric: cell.name.metric, past: earlier)
        return Array(all.prefix(ComparisonAnswer.Reason.limit))
    }
}
