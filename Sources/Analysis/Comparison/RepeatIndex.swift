import Glibc
import Model
package import System

/// The measurements of a library by cell and setup: what the repeats of a cell are.
package struct RepeatIndex: Sendable {
    /// The repeats of one cell with one setup.
    struct Group: Hashable {
        let cell: CellKey
        let setup: SetupID

        /// By names, so that sums over groups are always formed in one order and have one rounding.
        func isBefore(_ other: Group) -> Bool {
            let (a, b) = (cell, other.cell)
            if a.rig != b.rig { return a.rig ?? "" < b.rig ?? "" }
            if a.benchmark != b.benchmark { return a.benchmark < b.benchmark }
            if a.metric != b.metric { return a.metric < b.metric }
            if a.filesystem != b.filesystem { return a.filesystem < b.filesystem }
            return setup.text < other.setup.text
        }

        /// Whether both are of one metric of a benchmark on a rig.
        func isOfMetric(of other: Group) -> Bool {
            cell.metric == other.cell.metric && cell.benchmark == other.cell.benchmark
                && cell.rig == other.cell.rig
        }
    }

    /// The runs that count once although the library has them several times.
    package let copies: RunCopies
    /// Without excluded runs, copies, runs filed later, runs of no rig, and values without a logarithm.
    let groups: [Group: [CellRepeat]]
    /// All groups, in one order.
    let order: [Group]
    /// The groups of each cell, in that order.
    let setups: [CellKey: [Group]]

    /// An index of measurements.
    ///
    /// - Parameters:
    ///   - measurements: Of the runs that may be repeats or teach noise; each metric of a cell of a run once. Copies are found
    ///     by all main metrics that are here, so these should be all that the runs have.
    ///   - asOf: Runs that were filed later do not count; nil where all do.
    package init(_ measurements: [Measurement], asOf: Timestamp? = nil) {
        self.init(CellMeasurements.all(of: measurements), asOf: asOf)
    }

    /// An index of the measurements of cells.
    init(_ cells: [CellMeasurements], asOf: Timestamp?) {
        let numbered = NumberedRuns(cells, asOf: asOf)
        let copies = RunCopies(among: numbered.runs)
        self.copies = copies
        var repeats = [[CellRepeat]](repeating: [], count: numbered.groups.count)
        for run in numbered.runs where copies.original(of: run.id) == run.id {
            for (group, value) in run.repeats { repeats[group].append(value) }
        }
        var groups = [Group: [CellRepeat]](minimumCapacity: repeats.count)
        for (number, values) in repeats.enumerated() where !values.isEmpty {
            groups[numbered.groups[number]] = values
        }
        self.groups = groups
        order = groups.keys.sorted { $0.isBefore($1) }
        setups = Dictionary(grouping: order, by: \.cell)
    }

    /// A measurement with its repeats, itself among them, in order of filing; itself alone where it has none or does not
    /// count; empty where it has no logarithm.
    func repeats(of measurement: Measurement) -> [CellRepeat] {
        guard let own = CellRepeat(measurement) else { return [] }
        let all = groups[Group(cell: measurement.cell, setup: measurement.setup)] ?? []
        let original = copies.original(of: measurement.run)
        return all.contains { $0.run == original } ? all : [own]
    }
}

extension CellRepeat {
    /// Nil where the value has no logarithm.
    init?(_ measurement: Measurement) {
        self.init(
            measurement.value, of: measurement.run, filed: measurement.filed,
            iterations: measurement.iterations)
    }

    /// Nil where the value has no logarithm.
    init?(_ value: Double, of run: RunID, filed: Timestamp, iterations: Int?) {
        guard value > 0, value.isFinite else { return nil }
        self.run = run
        self.filed = filed
        logarithm = log(value)
        weight = Measurement.weight(iterations: iterations)
    }
}
