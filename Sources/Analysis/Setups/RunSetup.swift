package import Model

/// What a run was made with, for all its cells.
package struct RunSetup: Sendable {
    package let rig: Rig?
    package let facts: SetupFacts
    /// Nil where the run has no archive, or it cannot be read.
    package let vars: ConfigVars?
    let concerned: [(key: SetupVar.Key, value: SetupVar, concern: VarConcerns.Concern)]

    /// The setup of a run with the benchmarks and filesystems of its report.
    package init(
        rig: Rig?, facts: SetupFacts, vars: ConfigVars?, benchmarks: some Sequence<String>,
        filesystems: some Sequence<String>
    ) {
        self.rig = rig
        self.facts = facts
        self.vars = vars
        let concerns = VarConcerns(vars?.vars ?? [], benchmarks: benchmarks, filesystems: filesystems)
        concerned = (vars?.vars ?? []).map { found in
            let concern = concerns.concern(of: found)
            let value = SetupVar(
                file: found.file, name: found.path, text: VarOmissions.countedText(of: found),
                omission: VarOmissions.omission(of: found, concerns), isOwn: !concern.isOfAll,
                isOfFilesystem: concern.filesystem != nil)
            return (SetupVar.Key(found), value, concern)
        }
    }

    /// The setup of one of its cells, with the texts of the cell's table by their keys.
    package func cell(_ name: CellName, settings: [String: String], extent: JobExtent) -> CellSetup {
        var own: [SetupVar.Key: SetupVar] = [:]
        for (key, value, concern) in concerned where concern.includes(name) { own[key] = value }
        return CellSetup(
            name: name, rig: rig, facts: facts, settings: settings, extent: extent,
            vars: vars == nil ? nil : own, gaps: vars?.notes.filter(\.isGap).map(\.text) ?? [])
    }
}
