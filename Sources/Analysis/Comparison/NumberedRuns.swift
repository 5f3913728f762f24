import Model
import System

/// The measurements of runs, with a number for each group of repeats, so that names are compared seldom.
struct NumberedRuns {
    struct Run {
        let id: RunID
        let filed: Timestamp
        /// The values that have a logarithm.
        var repeats: [(group: Int, value: CellRepeat)] = []
        /// The main metrics that are finite.
        var mains: [Int: Double] = [:]
    }

    /// What the numbers stand for.
    let groups: [RepeatIndex.Group]
    /// In the order of filing.
    let runs: [Run]

    /// Of the cells that count: not those of excluded runs, of runs of no rig, and of runs that were filed later.
    init(_ cells: [CellMeasurements], asOf: Timestamp?) {
        var numbers = GroupNumbers()
        var places: [RunID: Int] = [:]
        var runs: [Run] = []
        for cell in cells where cell.counts(asOf: asOf) {
            let place = places[cell.run] ?? runs.count
            if place == runs.count {
                places[cell.run] = place
                runs.append(Run(id: cell.run, filed: cell.filed))
            }
            numbers.enter(cell)
            for value in cell.values {
                runs[place].add(value, of: cell, as: numbers.number(of: value.metric, in: cell))
            }
        }
        groups = numbers.groups
        self.runs = runs.sorted { ($0.filed, $0.id) < ($1.filed, $1.id) }
    }
}

extension NumberedRuns.Run {
    fileprivate mutating func add(
        _ value: CellMeasurements.Value, of cell: CellMeasurements, as group: Int
    ) {
        if let value = CellRepeat(value.number, of: cell.run, filed: cell.filed, iterations: cell.iterations)
        {
            repeats.append((group, value))
        }
        if value.isMain, value.number.isFinite { mains[group] = value.number }
    }
}

extension CellMeasurements {
    fileprivate func counts(asOf: Timestamp?) -> Bool {
        !isExcluded && rig != nil && asOf.map { filed <= $0 } ?? true
    }
}

/// Gives each group a number, in the order of their first measurements.
///
/// The metrics of a cell follow each other, in most runs in one order: then no name is hashed.
private struct GroupNumbers {
    private(set) var groups: [RepeatIndex.Group] = []
    private var cells: [SetupCell: Int] = [:]
    /// The groups of each cell, in the order of their first measurements.
    private var members: [[Int]] = []
    private var metrics: [[String: Int]] = []
    private var cell = 0
    /// Where among the members of the cell the next metric is expected.
    private var place = 0

    /// A cell with a setup, whatever the metric.
    private struct SetupCell: Hashable {
        let rig: String?
        let benchmark: String
        let filesystem: String
        let setup: SetupID

        init(_ cell: CellMeasurements) {
            rig = cell.rig
            benchmark = cell.benchmark
            filesystem = cell.filesystem
            setup = cell.setup
        }
    }

    /// Goes on to a cell, at its first metric.
    mutating func enter(_ next: CellMeasurements) {
        let key = SetupCell(next)
        place = 0
        if let known = cells[key] {
            cell = known
            return
        }
        cell = members.count
        cells[key] = cell
        members.append([])
        metrics.append([:])
    }

    /// The group of the next metric of the cell that was entered.
    mutating func number(of metric: String, in entered: CellMeasurements) -> Int {
        if place < members[cell].count {
            let expected = members[cell][place]
            if groups[expected].cell.metric == metric {
                place += 1
                return expected
            }
        }
        if let known = metrics[cell][metric] {
            place = (members[cell].firstIndex(of: known) ?? 0) + 1
            return known
        }
        let number = groups.count
        groups.append(RepeatIndex.Group(cell: entered.key(of: metric), setup: entered.setup))
        metrics[cell][metric] = number
        members[cell].append(number)
        place = members[cell].count
        return number
    }
}
