package import Model

extension RunSetup {
    /// The setup of a run by what was read of its report and its archive; `vars` is nil without an archive.
    package init(_ readings: RunReadings, vars: ConfigVars?, source: String?) {
        self.init(
            rig: Rig(source: source, hostname: readings.facts["hostname"]?.text),
            facts: SetupFacts(readings.facts),
            vars: vars, benchmarks: readings.cells.map(\.benchmark),
            filesystems: readings.cells.map(\.filesystem))
    }

    /// The setup of one of its cells.
    package func cell(_ readings: CellReadings) -> CellSetup {
        let settings = CellSetup.settingKeys.map { ($0, readings.setting($0) ?? "") }
        return cell(
            CellName(benchmark: readings.benchmark, filesystem: readings.filesystem),
            settings: Dictionary(settings) { first, _ in first },
            extent: JobExtent(of: readings.kind) { readings.number($0) })
    }
}

extension SetupFacts {
    /// What the facts of a report say; read-ahead and scheduler are those of the disk under test.
    package init(_ facts: [SystemFact]) {
        let texts = facts.map { ($0.name, $0.value.text) }
        self.init(
            Dictionary(texts) { first, _ in first }, readAhead: facts.targetDiskFact("ra")?.text,
            scheduler: facts.targetDiskFact("sched")?.text)
    }
}

extension SetupGroups.Member {
    /// A cell of a run; nil where the run has no rig.
    package init?(_ cell: CellReadings, of run: RunSetup) {
        let metrics = cell.mainNumbers.map { ($0.key, $0.value) }
        self.init(run.cell(cell), mainMetrics: Dictionary(metrics) { first, _ in first })
    }
}
