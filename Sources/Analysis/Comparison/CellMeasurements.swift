import Model
import System

/// The numbers of one cell of a run: as measurements, with what they have in common kept once.
struct CellMeasurements: Sendable {
    struct Value: Sendable {
        let metric: String
        let number: Double
        let direction: Metric.Direction?
        let isMain: Bool
    }

    let run: RunID
    let filed: Timestamp
    let rig: String?
    let benchmark: String
    let filesystem: String
    let setup: SetupID
    let iterations: Int?
    let isExcluded: Bool
    let hasErrors: Bool
    private(set) var values: [Value]

    /// The numbers of a cell of a run.
    init(_ cell: MeasuredCell, of run: MeasuredRun, _ setup: SetupID, _ values: [Value]) {
        self.run = run.id
        filed = run.filed
        rig = run.rig
        benchmark = cell.benchmark
        filesystem = cell.filesystem
        self.setup = setup
        iterations = cell.iterations
        isExcluded = run.isExcluded
        hasErrors = cell.hasErrors
        self.values = values
    }

    /// Of one measurement.
    init(_ measurement: Measurement) {
        run = measurement.run
        filed = measurement.filed
        rig = measurement.cell.rig
        benchmark = measurement.cell.benchmark
        filesystem = measurement.cell.filesystem
        setup = measurement.setup
        iterations = measurement.iterations
        isExcluded = measurement.isExcluded
        hasErrors = measurement.hasErrors
        values = [Value(measurement)]
    }

    /// Adds a measurement; false where it is of another cell.
    mutating func add(_ measurement: Measurement) -> Bool {
        guard run == measurement.run, setup == measurement.setup, rig == measurement.cell.rig,
            benchmark == measurement.cell.benchmark, filesystem == measurement.cell.filesystem,
            iterations == measurement.iterations, isExcluded == measurement.isExcluded,
            hasErrors == measurement.hasErrors
        else { return false }
        values.append(Value(measurement))
        return true
    }

    /// Measurements by cell, in their order.
    static func all(of measurements: [Measurement]) -> [CellMeasurements] {
        var cells: [CellMeasurements] = []
        for measurement in measurements where cells.isEmpty || !cells[cells.count - 1].add(measurement) {
            cells.append(CellMeasurements(measurement))
        }
        return cells
    }

    var measurements: [Measurement] {
        values.map { value in
            Measurement(
                run: run, filed: filed, cell: key(of: value.metric), setup: setup, value: value.number,
                iterations: iterations, direction: value.direction, isMain: value.isMain,
                isExcluded: isExcluded, hasErrors: hasErrors)
        }
    }

    /// What a metric of the cell is called.
    func key(of metric: String) -> CellKey {
        CellKey(rig: rig, benchmark: benchmark, filesystem: filesystem, metric: metric)
    }
}

extension CellMeasurements.Value {
    fileprivate init(_ measurement: Measurement) {
        metric = measurement.cell.metric
        number = measurement.value
        direction = measurement.direction
        isMain = measurement.isMain
    }
}
