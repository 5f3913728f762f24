import Synchronization

@testable import Model
@testable import System

/// A library in memory: all that answers across runs need of one; it has no files.
final class MemoryLibrary: RunLibrary {
    let indexing: IndexingProgress? = nil
    let lastBackup: BackupRecord? = nil
    private struct State {
        var runs: [SampleRun]
        var revision: UInt64 = 1
        var pageCount = 0
    }

    private let state: Mutex<State>

    init(_ runs: [SampleRun]) { state = Mutex(State(runs: runs)) }

    /// How many pages of measurements were asked for.
    var pageCount: Int { state.withLock { $0.pageCount } }

    func change(_ change: (inout [SampleRun]) -> Void) {
        state.withLock { state in
            change(&state.runs)
            state.revision += 1
        }
    }

    private var runs: [SampleRun] { state.withLock { $0.runs } }

    func whenRunsChange(_ call: @escaping @Sendable (RunNews) -> Void) {}

    let isComplete = true

    func runs(filedAfter id: RunID?, limit: Int) -> [RunID] {
        let own = runs.map(\.id).filter(\.isOwn).sorted()
        return Array(own.filter { run in id.map { $0 < run } ?? true }.prefix(limit))
    }

    func tombstone(_ id: RunID) -> Tombstone? { nil }

    func size() -> LibrarySize {
        LibrarySize(runCount: runs.count, filedByteCount: 0, catalogByteCount: 0)
    }

    var revision: UInt64 { state.withLock { $0.revision } }

    /// The newest runs first, of which the query takes ids, rig, names and times.
    func measured(_ query: RunQuery, _ values: ValueSelection) -> MeasuredPage {
        state.withLock { $0.pageCount += 1 }
        let found = runs.enumerated().map { $1.measured(Int64($0)) }
            .filter { run in
                (query.ids.map { $0.contains(run.id) } ?? true) && (query.rig.map { $0 == run.rig } ?? true)
                    && (query.benchmark.map(run.benchmarks.contains) ?? true)
                    && (query.filesystem.map(run.filesystems.contains) ?? true)
                    && (query.until.map { run.filed < $0 } ?? true)
                    && (query.cursor.map { (run.filed, run.id) < ($0.filed, $0.id) } ?? true)
            }
            .sorted { ($0.filed, $0.id) > ($1.filed, $1.id) }
        let page = found.prefix(query.limit).map { $0.showing(query, values) }
        let last = page.last.flatMap {
            found.count > page.count ? RunCursor(filed: $0.filed, id: $0.id) : nil
        }
        return MeasuredPage(runs: page, next: last)
    }

    func runs(_ query: RunQuery) -> RunPage {
        let found = runs.sorted { ($0.filed, $0.id) > ($1.filed, $1.id) }.map { run in
            Run(
                id: run.id, filed: run.filed, source: run.rig, path: nil, report: run.report, config: nil,
                benchmarkCount: 1, filesystemCount: 1)
        }
        return RunPage(runs: Array(found.prefix(query.limit)), total: found.count, next: nil)
    }

    func runs(factsCollected timestamp: String, limit: Int) -> [CollectedFacts] {
        let found = runs.filter { $0.timestamp == timestamp }.map {
            CollectedFacts(run: $0.id, digest: $0.report.digest)
        }
        return Array(found.reversed().prefix(limit))
    }

    func run(_ id: RunID) -> FiledRun? {
        runs.first { $0.id == id }.map { run in
            FiledRun(
                receipt: Receipt(
                    id: run.id, filed: run.filed, source: run.rig, origin: .upload, report: run.report,
                    config: nil, warnings: []),
                counts: ReportCounts(benchmarks: 1, filesystems: 1, entries: run.cells.count), config: nil)
        }
    }

    func analysis(_ id: RunID) -> RunAnalysis? {
        runs.first { $0.id == id }.map { run in
            var readings = RunReadings()
            readings.facts = run.timestamp.map { [SystemFact(name: "timestamp", value: .text($0))] } ?? []
            return RunAnalysis(rules: 1, readings: readings, cells: [], findings: [])
        }
    }

    func vars(of id: VarsID) -> ConfigVars? { runs[Int(id.number)].vars }

    func facts(of machine: MachineID) -> [SystemFact] {
        runs[Int(machine.number)].facts.map { SystemFact(name: $0.key, value: .text($0.value)) }
    }
}

/// What no answer across runs asks for.
extension MemoryLibrary {
    var oldLatest: FilePath? { nil }
    func version(of id: RunID) -> RunVersion { RunVersion(id: id, changeCount: 1, report: nil, config: nil) }
    func ids(of run: RunChoice) throws(LibraryError) -> [RunID] { [] }
    func latest() -> RunID? { nil }
    func lineages(of runs: [Run]) -> [RunID: RunLineage] { [:] }
    func byteCounts(_ id: RunID) -> (report: Int, config: Int?)? { nil }
    func content(_ part: FiledPart, of id: RunID) throws(LibraryError) -> any RunContent {
        throw .unverified(part, id)
    }
    func outline(
        _ id: RunID, from start: OutlinePosition, benchmarkLimit: Int, entryLimit: Int
    ) -> OutlinePage? { nil }
    func entry(_ id: RunID, benchmark: String, filesystem: String) -> OutlineEntry? { nil }
    func filesystems(_ id: RunID, from index: Int, limit: Int) -> [Report.Name] { [] }
    func parts(_ id: RunID) -> ReportParts { ReportParts() }
    func listing(_ id: RunID, from index: Int, limit: Int) -> ListingPart? { nil }
    func listedEntries(_ id: RunID, at path: String) -> [ListedEntry] { [] }
    func listedEntries(_ id: RunID, indices: [Int]) -> [ListedEntry] { [] }
    func visitListedFiles(_ id: RunID, _ visit: (ListedFile) -> Void) {}
    func vars(_ id: RunID) -> ConfigVars? { nil }
}

extension SampleRun {
    fileprivate var report: FiledFile { FiledFile(byteCount: 1, digest: .of(Array(bytes.utf8))) }
}

extension MeasuredRun {
    /// The run with the cells and values that a query asks for.
    fileprivate func showing(_ query: RunQuery, _ selection: ValueSelection) -> MeasuredRun {
        let shown = cells.filter { cell in
            (query.benchmark.map { $0 == cell.benchmark } ?? true)
                && (query.filesystem.map { $0 == cell.filesystem } ?? true)
        }
        let kept = shown.map { cell in
            MeasuredCell(
                benchmark: cell.benchmark, filesystem: cell.filesystem, iterations: cell.iterations,
                hasErrors: cell.hasErrors, settings: cell.settings,
                values: cell.values.filter {
                    selection.takes($0.name, of: BenchmarkKind(benchmark: cell.benchmark)) ?? true
                })
        }
        return MeasuredRun(
            id: id, filed: filed, source: source, rig: rig, label: label, isExcluded: isExcluded, vars: vars,
            machine: machine, benchmarks: benchmarks, filesystems: filesystems, cells: kept)
    }
}
