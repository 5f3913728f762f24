package import Model

/// What a run was made with that the run before it was not: a glance, where a comparison of cells tells more.
package struct SetupGlance: Equatable, Sendable {
    /// What counts and differs; the first value is that of the run before.
    package let differences: [SetupDifference]
    /// Whether something is not known of one of the runs.
    package let hasUnknowns: Bool

    /// Compares two runs by their facts, and by the values of their archives that concern what both have.
    package init(from before: RunSetup, to run: RunSetup, common: CommonNames) {
        let sides = [before, run].map { $0.whole(common) }
        let comparison = SetupComparison(sides[0], sides[1])
        differences = comparison.differences.filter { $0.kind != .also }
        // The run time of whole runs means nothing.
        hasUnknowns = comparison.unknowns.contains { $0 != "the run time" }
    }

    /// The benchmarks and filesystems that both runs have.
    package struct CommonNames: Equatable, Sendable {
        let benchmarks: Set<String>
        let filesystems: Set<String>

        /// What two runs have in common.
        package init(_ run: Run, _ other: Run) {
            benchmarks = Set(run.benchmarks).intersection(other.benchmarks)
            filesystems = Set(run.filesystems).intersection(other.filesystems)
        }
    }
}

extension RunSetup {
    /// All values of the archive that concern one of some names, as if the run were one cell.
    fileprivate func whole(_ names: SetupGlance.CommonNames) -> CellSetup {
        var own: [SetupVar.Key: SetupVar] = [:]
        for (key, value, concern) in concerned where concern.isOfAny(names) { own[key] = value }
        return CellSetup(
            name: CellName(benchmark: "", filesystem: ""), rig: rig, facts: facts, settings: [:],
            extent: JobExtent(runTime: nil, totals: [:]), vars: vars == nil ? nil : own,
            gaps: vars?.notes.filter(\.isGap).map(\.text) ?? [])
    }
}

extension VarConcerns.Concern {
    fileprivate func isOfAny(_ names: SetupGlance.CommonNames) -> Bool {
        (benchmark.map(names.benchmarks.contains) ?? true)
            && (filesystem.map { address in names.filesystems.contains { VarConcerns.isOf($0, address) } }
                ?? true)
    }
}
