package import Model

extension RunAnalysis {
    /// The version of the rules by which this program computes.
    package static let currentRules = AuditRules.version

    /// Computes a run: pure.
    ///
    /// `vars` is what the settings of its archive say; nil without one.
    package init(_ readings: RunReadings, vars: ConfigVars?) {
        let machine = Machine(readings)
        var settings = CellSettings(vars ?? ConfigVars())
        var cells: [Cell] = []
        cells.reserveCapacity(readings.cells.count)
        var findings: [Finding] = []
        // One cell after the other: the contexts of all would double what a large report takes.
        for cell in readings.cells {
            let context = CellContext(
                cell, settings: settings.of(benchmark: cell.benchmark, filesystem: cell.filesystem),
                machine: machine)
            cells.append(
                Cell(iterations: context.iterations.count, derived: DerivedValues.all(of: context)))
            findings += AuditRules.findings(of: context)
        }
        self.init(rules: Self.currentRules, readings: readings, cells: cells, findings: findings)
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
