package import Model
package import System

/// How a run stands among the others: what depends on the library, not on the run alone.
package struct StandingAnswer: Sendable {
    package let asOf: Timestamp
    /// The filesystem that the others are compared with; nil for a run without cells.
    package let baseline: String?
    /// How many cells of the run are neither compared nor ranked, because they, or their filesystems, are too many.
    package let omittedCellCount: Int
    package let rankings: [Ranking]
    /// Of main metrics; the sides are the run's filesystems, the baseline first.
    package let comparison: Comparison
    /// How sure the values of the main metrics are.
    package let uncertainties: [Uncertainty]
    /// The runs that repeat cells of this one, the newest first.
    package let repeats: [Repeat]
    /// How many repeats there are besides.
    package let omittedRepeatCount: Int
    /// The newest run of each other setup of the rig that has cells of this run, the newest first.
    package let setups: [Setup]
    /// Of law 10.
    package let staleFacts: Finding
    /// What the audit says of the cells.
    package let marks: CellMarks
    /// Why the noise of no main metric is known; nil where that of one is.
    package let noiseGap: NoiseGap?

    package struct Repeat: Equatable, Sendable {
        package let run: RunID
        package let filed: Timestamp
        package let cells: [CellName]
    }

    package struct Setup: Sendable {
        package let run: RunID
        package let filed: Timestamp
        package let differences: [ComparisonAnswer.Difference]
    }

    /// What is listed at most.
    enum Limits {
        static let repeats = 50
        static let setups = 10
    }
}

extension Answers {
    /// How a run stands; `filesystem` is what its other filesystems are compared with, the first of the report for nil.
    ///
    /// - Throws: `LibraryError` of the library.
    /// - Returns: The answer; nil where there is no such run, or no such filesystem in it.
    package func standing(
        of id: RunID, against filesystem: String? = nil, asOf: Timestamp? = nil, margin: Double = 0.05
    ) throws(LibraryError) -> StandingAnswer? {
        let reader = try reader(asOf: asOf)
        let (runs, omittedCells) = try reader.runs([id])
        guard let run = runs.first else { return nil }
        var seen: Set<String> = []
        let all = run.cells.map(\.filesystem).filter { seen.insert($0).inserted }
        guard filesystem.map(all.contains) ?? true else { return nil }
        let baseline = filesystem ?? all.first
        // Each is compared with each other one, so their number is bounded.
        let filesystems =
            all.filter { $0 == baseline }
            + all.filter { $0 != baseline }
            .prefix(Evidence.Limits.filesystems - 1)
        let evidence = try reader.evidence(of: [run])
        let kept = Set(filesystems)
        let measurements = (evidence.run(id)?.measurements ?? []).filter {
            $0.isMain && kept.contains($0.cell.filesystem)
        }
        let comparer = Comparer(noise: evidence.noise, margin: margin)
        let items = filesystems.map { ComparedItem(run: id, filesystem: $0) }
        let comparison = comparer.compare(items, measurements)
        let relatives = Relatives(of: id, in: evidence)
        return StandingAnswer(
            asOf: reader.asOf, baseline: baseline,
            omittedCellCount: omittedCells + run.cells.count { !kept.contains($0.filesystem) },
            rankings: comparer.rankings(of: id, measurements),
            comparison: comparison, uncertainties: Uncertainty.all(of: measurements, evidence.noise),
            repeats: Array(relatives.repeats.prefix(StandingAnswer.Limits.repeats)),
            omittedRepeatCount: max(0, relatives.repeats.count - StandingAnswer.Limits.repeats),
            setups: try setups(relatives.others, besides: run, reader),
            staleFacts: try staleFacts(of: id), marks: try marks(of: [id]),
            noiseGap: evidence.gap(in: comparison, asOf: reader.asOf))
    }

    private func setups(
        _ others: [RunID], besides run: MeasuredRun, _ reader: EvidenceReader
    ) throws(LibraryError) -> [StandingAnswer.Setup] {
        var setups: [StandingAnswer.Setup] = []
        for other in try reader.runs(Array(others.prefix(StandingAnswer.Limits.setups))).runs {
            let contrast = try setupContrast(
                [ComparedItem(run: run.id), ComparedItem(run: other.id)], [run, other])
            setups.append(
                StandingAnswer.Setup(
                    run: other.id, filed: other.filed,
                    differences: contrast.differences.filter { $0.difference.kind != .also }.map {
                        ComparisonAnswer.Difference(
                            difference: $0.difference, values: $0.values, concerns: $0.concerns)
                    }))
        }
        return setups
    }

    private func staleFacts(of id: RunID) throws(LibraryError) -> Finding {
        let timestamp = try library.analysis(id)?.readings.timestamp
        let collected = try timestamp.map { (timestamp) throws(LibraryError) in
            try library.runs(factsCollected: timestamp, limit: 50)
        }
        let runs = (collected ?? []).map {
            StaleFacts.Run(name: $0.run.description, timestamp: timestamp, digest: $0.digest.description)
        }
        let own = try library.run(id)?.receipt.report.digest.description ?? ""
        return StaleFacts.finding(
            of: StaleFacts.Run(name: id.description, timestamp: timestamp, digest: own), among: runs)
    }
}

/// The runs of a rig that have cells of a run.
private struct Relatives {
    /// With at least one cell of the same setup.
    private(set) var repeats: [StandingAnswer.Repeat] = []
    /// The newest run of each combination of setups that the run's cells do not have.
    private(set) var others: [RunID] = []

    init(of id: RunID, in evidence: Evidence) {
        guard let run = evidence.run(id), run.rig != nil else { return }
        let own = Dictionary(run.setups) { first, _ in first }
        var seen: Set<Set<SetupID>> = []
        for other in evidence.runs.reversed() where other.rig == run.rig && other.id != id {
            guard !other.isExcluded else { continue }
            let setups = other.setups
            let shared = setups.filter { own[$0.cell] == $0.setup }.map(\.cell)
            if !shared.isEmpty {
                repeats.append(
                    StandingAnswer.Repeat(run: other.id, filed: other.filed, cells: shared.sorted()))
            }
            let differing = setups.filter { own[$0.cell] ?? $0.setup != $0.setup }
            if !differing.isEmpty, seen.insert(Set(differing.map(\.setup))).inserted {
                others.append(other.id)
            }
        }
    }
}
