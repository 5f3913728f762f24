import Model
import System

/// Why a comparison knows the noise of none of its main metrics; the raw value is its name in answers.
package enum NoiseGap: String, CaseIterable, Sendable {
    /// The runs have neither a source nor a host name.
    case noRig = "no_rig"
    /// A run is excluded, so it is nobody's repeat.
    case excluded
    /// A run was filed after the time as of which is asked.
    case later = "filed_later"
    /// A run has the numbers of an earlier one.
    case copy
    /// The runs that are compared are the only repeats of each other.
    case ownPair = "own_pair"
    /// All repeats have the same numbers.
    case noSpread = "no_spread"
    /// The rig has no other run of the setup.
    case noRepeat = "no_repeat"

    /// The reason, in one sentence that says what to do.
    package var text: String {
        switch self {
        case .noRig:
            "Noise is not known: the runs have neither a source nor a host name, so nothing counts as their repeat."
                + " Send runs with a source."
        case .excluded: "Noise is not known: an excluded run is not a repeat of any run."
        case .later:
            "Noise is not known: a run was filed after the time of --as-of, so its repeats do not count."
        case .copy:
            "Noise is not known: a run has the same numbers as an earlier one, so it counts as its copy."
                + " Run the benchmark again with the same setup and send that."
        case .ownPair:
            "Noise is not known: these runs are the only repeats of their setup, and a difference is never"
                + " judged by itself. Run the benchmark once more with the same setup and send that."
        case .noSpread: "Noise is not known: all repeats have the same numbers, which no measurement has."
        case .noRepeat:
            "One run: noise is not known, because no other run of the rig has the same setup."
                + " Send the same run again to learn it: run the benchmark again with nothing changed."
        }
    }

    /// Why nothing is known of some values; nil where there are none.
    ///
    /// - Parameters:
    ///   - values: Main metrics of `runs`, of which no noise is known.
    ///   - runs: What is compared.
    ///   - evidence: What the noise is learned from.
    ///   - asOf: Runs that were filed later teach nothing.
    init?(of values: [Measurement], _ runs: [EvidentRun], in evidence: Evidence, asOf: Timestamp) {
        guard !values.isEmpty else { return nil }
        let index = evidence.noise.index
        let groups = values.compactMap {
            index.groups[RepeatIndex.Group(cell: $0.cell, setup: $0.setup)].map { Set($0.map(\.run)) }
        }
        let repeated = groups.filter { $0.count > 1 }
        let asked = Set(runs.map(\.id))
        if runs.allSatisfy({ $0.rig == nil }) {
            self = .noRig
        } else if runs.contains(where: \.isExcluded) {
            self = .excluded
        } else if runs.contains(where: { $0.filed > asOf }) {
            self = .later
        } else if runs.contains(where: { index.copies.original(of: $0.id) != $0.id }) {
            self = .copy
        } else if repeated.isEmpty {
            self = .noRepeat
        } else {
            self = repeated.allSatisfy { $0.isSubset(of: asked) } ? .ownPair : .noSpread
        }
    }
}

extension Evidence {
    /// The values that no run repeats; all where each is repeated.
    func alone(_ values: [Measurement]) -> [Measurement] {
        let alone = values.filter { noise.index.repeats(of: $0).count < 2 }
        return alone.isEmpty ? values : alone
    }

    /// Why a comparison knows no noise; nil where it knows that of a main metric, and where it has none.
    func gap(in comparison: Comparison, asOf: Timestamp) -> NoiseGap? {
        let cells = comparison.cells.filter { $0.isMain && $0.direction != nil }
        guard !cells.contains(where: { $0.against.contains { $0?.noise != nil } }) else { return nil }
        let compared = cells.filter { cell in cell.against.contains { $0?.ratio != nil } }
        return NoiseGap(
            of: compared.flatMap { $0.sides.compactMap { $0?.measurement } },
            comparison.items.compactMap { run($0.run) }, in: self, asOf: asOf)
    }
}
