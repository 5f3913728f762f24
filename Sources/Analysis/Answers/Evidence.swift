import Model
import System

/// What some runs of a library measured, each value with its setup, and the noise that their repeats show.
package struct Evidence: Sendable {
    /// How many runs are looked at; older ones teach nothing.
    package enum Limits {
        /// The newest runs of the rigs that are asked about; each rig has its share.
        package static let rigRuns = 100
        /// The newest runs of the library, for the noise of any rig.
        package static let libraryRuns = 50
        /// The runs before one that is older than these.
        package static let neighbourRuns = 50
        /// Cells of all these runs; of more, the newest runs count.
        package static let cells = 6_000
        /// Cells of the runs that are asked about; each has its share.
        package static let askedCells = 2_000
        /// Filesystems of a run that are compared with each other.
        package static let filesystems = 60
        /// Runs of a trend.
        package static let trendRuns = 1_000
    }

    /// The runs, in the order of filing.
    let runs: [EvidentRun]
    let noise: NoiseModel
    /// Of each setup its oldest cell.
    let oldest: [SetupID: OldestCell]
    /// Whether older runs were left out, because they are too many.
    var leavesOutRuns = false
    private let places: [RunID: Int]

    /// Of runs with their cells; a run that comes twice counts once.
    ///
    /// - Parameters:
    ///   - measured: In any order.
    ///   - library: Has the facts and settings of the runs.
    ///   - asOf: Runs that were filed later teach nothing; nil where all do.
    ///   - detector: Finds the steps over which no noise is taken; nil where steps are noise.
    ///   - kept: Has runs that were prepared for other evidence with the same values.
    ///   - isTaken: Which values are measurements.
    /// - Throws: `LibraryError` of the library.
    init(
        _ measured: [MeasuredRun], in library: any RunLibrary, asOf: Timestamp?,
        within detector: StepDetector? = nil, reusing kept: PreparedRuns = PreparedRuns(),
        where isTaken: (MeasuredCell.ComparedValue) -> Bool = { _ in true }
    ) throws(LibraryError) {
        var seen: Set<RunID> = []
        let sorted = measured.filter { seen.insert($0.id).inserted }
            .sorted { ($0.filed, $0.id) < ($1.filed, $1.id) }
        var finder = SetupsInOrder(library, kept)
        var runs: [EvidentRun] = []
        for run in sorted {
            let ids = try finder.setups(of: run)
            let values = kept.values(of: run) { $0.measuredValues(where: isTaken) }
            runs.append(EvidentRun(run, setups: ids, values))
        }
        self.runs = runs
        oldest = finder.oldest
        noise = NoiseModel(RepeatIndex(runs.flatMap(\.cells), asOf: asOf), within: detector)
        places = Dictionary(runs.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// A run; nil where it is none of the runs.
    func run(_ id: RunID) -> EvidentRun? { places[id].map { runs[$0] } }

    /// What a setup consists of; nil for one that no cell has.
    func setup(_ id: SetupID) -> CellSetup? { oldest[id].map { $0.setup.cell($0.cell) } }

    /// The oldest cell of a setup; what it consists of is seldom asked for.
    struct OldestCell {
        let setup: SharedSetup
        let cell: MeasuredCell
    }
}

/// A run among the evidence.
struct EvidentRun: Sendable {
    let id: RunID
    let filed: Timestamp
    let rig: String?
    let isExcluded: Bool
    fileprivate let cells: [CellMeasurements]

    var measurements: [Measurement] { cells.flatMap(\.measurements) }
    var cellCount: Int { cells.count }

    /// The setup of each cell.
    var setups: [(cell: CellName, setup: SetupID)] {
        cells.map { (CellName(benchmark: $0.benchmark, filesystem: $0.filesystem), $0.setup) }
    }

    /// `setups` and `values` are those of the run's cells, in their order.
    init(_ run: MeasuredRun, setups: [SetupID], _ values: [[CellMeasurements.Value]]) {
        id = run.id
        filed = run.filed
        rig = run.rig
        isExcluded = run.isExcluded
        cells = zip(run.cells, zip(setups, values)).map { cell, own in
            CellMeasurements(cell, of: run, own.0, own.1)
        }
    }
}

extension MeasuredCell {
    fileprivate func measuredValues(where isTaken: (ComparedValue) -> Bool) -> [CellMeasurements.Value] {
        comparedValues.filter(isTaken).map { value in
            CellMeasurements.Value(
                metric: value.key, number: value.number, direction: value.direction, isMain: value.isMain)
        }
    }
}

/// Finds the setups of runs, which must come in the order of filing.
private struct SetupsInOrder {
    private var reader: SetupReader
    private var assignment = SetupAssignment()
    private(set) var oldest: [SetupID: Evidence.OldestCell] = [:]

    init(_ library: any RunLibrary, _ kept: PreparedRuns) { reader = SetupReader(library, kept) }

    /// Of a run's cells, in their order.
    mutating func setups(of run: MeasuredRun) throws(LibraryError) -> [SetupID] {
        let found = try reader.members(of: run).map { assignment.setup(of: $0) }
        let setup = try reader.setup(of: run)
        for (cell, own) in zip(run.cells, found) where own.isNew {
            oldest[own.id] = Evidence.OldestCell(setup: setup, cell: cell)
        }
        return found.map(\.id)
    }
}
