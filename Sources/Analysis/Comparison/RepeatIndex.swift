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
            return (a.rig ?? "", a.benchmark, a.metric, a.filesystem, setup.text)
                < (b.rig ?? "", b.benchmark, b.metric, b.filesystem, other.setup.text)
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
        let counting = measurements.filter { measurement in
            !measurement.isExcluded && measurement.cell.rig != nil
                && asOf.map { measurement.filed <= $0 } ?? true
        }
        let copies = RunCopies(among: counting)
        self.copies = copies
        var groups: [Group: [CellRepeat]] = [:]
        for measurement in counting where copies.original(of: measurement.run) == measurement.run {
            guard let value = CellRepeat(measurement) else { continue }
            groups[Group(cell: measurement.cell, setup: measurement.setup), default: []].append(value)
        }
        self.groups = groups.mapValues { $0.sorted { ($0.filed, $0.run) < ($1.filed, $1.run) } }
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
        guard measurement.value > 0, measurement.value.isFinite else { return nil }
        run = measurement.run
        filed = measurement.filed
        logarithm = log(measurement.value)
        weight = measurement.weight
    }
}
