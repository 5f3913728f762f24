package import Model

extension RunAnalysis {
    /// The version of the rules by which this program computes.
    package static let currentRules = AuditRules.version

    /// Computes a run: pure.
    ///
    /// `vars` is what the settings of its archive say; nil without one.
    package init(_ readings: RunReadings, vars: ConfigVars?) {
        let machine = Machine(readings)
        let contexts = readings.cells.map { cell in
            let settings = WorkloadSettings(
                vars ?? ConfigVars(), benchmark: cell.benchmark, filesystem: cell.filesystem)
            return CellContext(cell, settings: settings, machine: machine)
        }
        self.init(
            rules: Self.currentRules, readings: readings,
            cells: contexts.map {
                RunAnalysis.Cell(iterations: $0.iterations.count, derived: DerivedValues.all(of: $0))
            }, findings: contexts.flatMap(AuditRules.findings(of:)))
    }
}

extension Iterations {
    /// How many; nil where that is not known.
    package var count: Int? {
        switch self {
        case .one: 1
        case .several(let count): count
        case .unknown: nil
        }
    }
}
