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
    let setups: [SetupID: CellSetup]
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
    ///   - isTaken: Which values are measurements.
    /// - Throws: `LibraryError` of the library.
    init(
        _ measured: [MeasuredRun], in library: any RunLibrary, asOf: Timestamp?,
        within detector: StepDetector? = nil,
        where isTaken: (MeasuredCell.ComparedValue) -> Bool = { _ in true }
    ) throws(LibraryError) {
        var seen: Set<RunID> = []
        let sorted = measured.filter { seen.insert($0.id).inserted }
            .sorted { ($0.filed, $0.id) < ($1.filed, $1.id) }
        var finder = SetupsInOrder(library)
        var runs: [EvidentRun] = []
        for run in sorted {
            let ids = try finder.setups(of: run)
            runs.append(EvidentRun(run, setups: ids, where: isTaken))
        }
        self.runs = runs
        setups = finder.oldest
        noise = NoiseModel(RepeatIndex(runs.flatMap(\.measurements), asOf: asOf), within: detector)
        places = Dictionary(runs.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// A run; nil where it is none of the runs.
    func run(_ id: RunID) -> EvidentRun? { places[id].map { runs[$0] } }
}

/// A run among the evidence.
struct EvidentRun: Sendable {
    let id: RunID
    let filed: Timestamp
    let rig: String?
    let isExcluded: Bool
    let measurements: [Measurement]
    /// The setup of each cell.
    let setups: [CellName: SetupID]

    /// `setups` are those of the run's cells, in their order.
    init(_ run: MeasuredRun, setups: [SetupID], where isTaken: (MeasuredCell.ComparedValue) -> Bool) {
        id = run.id
        filed = run.filed
        rig = run.rig
        isExcluded = run.isExcluded
        self.setups = Dictionary(zip(run.cells.map(\.name), setups)) { first, _ in first }
        measurements = zip(run.cells, setups).flatMap { cell, setup in
            cell.comparedValues.filter(isTaken).map { value in
                Measurement(
                    run: run.id, filed: run.filed,
                    cell: CellKey(
                        rig: run.rig, benchmark: cell.benchmark, filesystem: cell.filesystem,
                        metric: value.key),
                    setup: setup, value: value.number, iterations: cell.iterations,
                    direction: value.direction, isMain: value.isMain,
                    isExcluded: run.isExcluded, hasErrors: cell.hasErrors)
            }
        }
    }
}

/// Finds the setups of runs, which must come in the order of filing.
private struct SetupsInOrder {
    private var reader: SetupReader
    private var assignment = SetupAssignment()
    private(set) var oldest: [SetupID: CellSetup] = [:]

    init(_ library: any RunLibrary) { reader = SetupReader(library) }

    /// Of a run's cells, in their order.
    mutating func setups(of run: MeasuredRun) throws(LibraryError) -> [SetupID] {
        let found = try reader.members(of: run).map { assignment.setup(of: $0) }
        guard found.contains(where: \.isNew) else { return found.map(\.id) }
        for (place, setup) in try reader.cells(of: run).enumerated() where found[place].isNew {
            oldest[found[place].id] = setup
        }
        return found.map(\.id)
    }
}
