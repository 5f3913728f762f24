import Analysis
import Drawing
import JSON
import Model
import System

/// A run whose charts are drawn, with what their captions say of it.
struct ChartedRun: Sendable {
    let run: FiledRun
    let analysis: RunAnalysis?
    /// Where people find the run: "http://bench.example/benchmarks/0199...".
    let address: String
    private let doubts: [CellName: Finding.Verdict]
    /// The keys of the series whose stalls are known.
    private let rhythms: [CellName: String]

    /// Reads what is known of a run.
    ///
    /// - Parameters:
    ///   - reference: The run.
    ///   - runs: What reads it.
    ///   - site: The beginning of all addresses of this server.
    /// - Throws: `Problem` where there is no such run, or its report is damaged.
    init(_ reference: RunReference, _ runs: RunReader, site: String) throws(Problem) {
        run = try runs.run(reference)
        analysis = try runs.analysis(of: run)
        address = "\(site)/benchmarks/\(run.id)"
        var doubts: [CellName: Finding.Verdict] = [:]
        for finding in analysis?.findings ?? [] where finding.verdict.isMarked {
            guard let benchmark = finding.benchmark, let filesystem = finding.filesystem else { continue }
            let cell = CellName(benchmark: benchmark, filesystem: filesystem)
            if doubts[cell] != .broken { doubts[cell] = finding.verdict }
        }
        self.doubts = doubts
        let rhythms = (analysis?.readings.cells ?? []).compactMap { cell in
            cell.iostat.rhythm.map {
                (CellName(benchmark: cell.benchmark, filesystem: cell.filesystem), $0.key)
            }
        }
        self.rhythms = Dictionary(rhythms) { first, _ in first }
    }

    var id: RunID { run.id }

    private var facts: [SystemFact] { analysis?.readings.facts ?? [] }

    /// The rig, the date and the machine.
    var machine: String {
        let cores = facts["cpu_cores_total"].map { ", \($0.text) cores" } ?? ""
        let disk = [facts["target_disk.path"]?.text, facts["target_disk.size"]?.text].compactMap(\.self)
        return [
            run.receipt.source ?? facts["hostname"]?.text ?? "rig unknown", run.receipt.filed.pageText,
            facts["kernel_version"].map { "kernel \($0.text)" },
            facts["cpu_model"].map { $0.text + cores }, disk.isEmpty ? nil : disk.joined(separator: " "),
        ].compactMap(\.self).joined(separator: " · ")
    }

    /// What stands below each chart of some cells: where they ran, with which settings, and where the run is.
    func origin(_ cells: [MeasuredCell]) -> [String] {
        [machine, Self.settings(cells), address].compactMap(\.self)
    }

    /// The settings that all cells have in common; nil for none.
    private static func settings(_ cells: [MeasuredCell]) -> String? {
        guard let first = cells.first else { return nil }
        let common = CellSetup.settingKeys.compactMap { key -> String? in
            let text = first.settings.first { $0.key == key }?.text
            guard let text, !text.isEmpty else { return nil }
            let isCommon = cells.allSatisfy { cell in
                cell.settings.contains { $0.key == key && $0.text == text }
            }
            return isCommon ? "\(key) \(text)" : nil
        }
        return common.isEmpty ? nil : common.joined(separator: " · ")
    }

    /// What the audit doubts in a cell; `odd`, or `broken` where both hold.
    func doubt(_ benchmark: String, _ filesystem: String) -> Finding.Verdict? {
        doubts[CellName(benchmark: benchmark, filesystem: filesystem)]
    }

    /// The series of a cell whose stalls are known; nil where none is.
    func rhythmKey(_ benchmark: String, _ filesystem: String) -> String? {
        rhythms[CellName(benchmark: benchmark, filesystem: filesystem)]
    }
}

extension ChartLook {
    /// How a filesystem looks on every page.
    init(_ name: String) {
        let look = FilesystemLook(name)
        self.init(hue: look.hue, pattern: look.pattern)
    }
}

/// The values of one benchmark of a run.
struct ChartedBenchmark: Sendable {
    let name: String
    let kind: BenchmarkKind?
    /// By the names of their filesystems.
    let cells: [MeasuredCell]
    /// All filesystems of the run.
    let filesystems: [String]

    /// The values of a benchmark, from the catalog.
    ///
    /// - Throws: `Problem` where the run has no such benchmark.
    init(_ name: String, of run: ChartedRun, _ runs: RunReader) throws(Problem) {
        var query = RunQuery()
        query.ids = [run.id]
        let whole = try runs.measured(query, .named([])).runs.first
        let names = whole?.benchmarks ?? []
        query.benchmark = name
        let found = try runs.measured(query, .all).runs.first
        guard let found, !found.cells.isEmpty else {
            // Also where the run is not computed.
            if names.isEmpty { throw Problem(.notFound, "No benchmark of the run \(run.id) is known.") }
            let has = names.prefix(10).map { JSONPointer.quoted($0) }.joined(separator: ", ")
            throw Problem(
                .notFound,
                "The run \(run.id) has no values of a benchmark \(JSONPointer.quoted(name))"
                    + "; it has \(has)\(names.count > 10 ? " and more" : "").")
        }
        self.init(name, found.cells, filesystems: found.filesystems)
    }

    /// The values of a benchmark among all of a run; nil where there are none.
    init?(_ name: String, of run: MeasuredRun) {
        let cells = run.cells.filter { $0.benchmark == name }
        if cells.isEmpty { return nil }
        self.init(name, cells, filesystems: run.filesystems)
    }

    private init(_ name: String, _ cells: [MeasuredCell], filesystems: [String]) {
        self.name = name
        kind = BenchmarkKind(benchmark: name)
        self.cells = cells.sorted { $0.filesystem.isBytewiseBefore($1.filesystem) }
        self.filesystems = filesystems
    }

    /// The cells of some filesystems, in that order; all for nil.
    ///
    /// - Throws: `Problem` for a filesystem that the run does not have.
    func cells(of names: [String]?) throws(Problem) -> [(filesystem: String, cell: MeasuredCell?)] {
        let known = (cells.map(\.filesystem) + filesystems).distinctBytewise
        for name in names ?? [] where !known.contains(name) {
            throw Problem(
                .notFound,
                "The run has no filesystem \(JSONPointer.quoted(name));"
                    + " it has \(known.prefix(10).map { JSONPointer.quoted($0) }.joined(separator: ", ")).")
        }
        return (names ?? known).map { name in (name, cells.first { $0.filesystem == name }) }
    }

    /// A metric by its key, or the main one for nil.
    ///
    /// - Throws: `Problem` where no cell has it.
    func metric(_ key: String?) throws(Problem) -> ChartedMetric {
        let names = Set(cells.flatMap { $0.values.map(\.name) })
        let plotKeys = cells.flatMap(\.values).filter { $0.name.section == .plot }.map(\.name.key)
        let plot = MetricTable.metrics(of: kind, keys: plotKeys)
        guard let key = key ?? MetricTable.score(of: plot, where: { _ in true })?.key else {
            throw Problem(
                .notFound,
                "The benchmark \(JSONPointer.quoted(name)) has no metric that is drawn by itself;"
                    + " name one with the parameter metric.")
        }
        guard let section = ChartedMetric.sections.first(where: { names.contains(ValueName($0, key)) }) else {
            let has = plot.prefix(10).map { JSONPointer.quoted($0.key) }.joined(separator: ", ")
            throw Problem(
                .notFound,
                "The benchmark \(JSONPointer.quoted(name)) has no metric \(JSONPointer.quoted(key))"
                    + (has.isEmpty ? "." : "; it has \(has) and more."))
        }
        return ChartedMetric(ValueName(section, key), of: kind)
    }
}

/// What is drawn as bars, or stands on a badge.
struct ChartedMetric: Sendable {
    let name: ValueName
    let label: String
    let unit: MetricUnit?
    let direction: Metric.Direction?
    let group: Metric.Group?

    /// Where a metric is looked for, the likeliest place first.
    static let sections: [ValueSection] = [
        .plot, .table, .derived, .iostatPlot, .dockerPlot, .iostatCorrected, .dockerCorrected, .iostatTable,
        .dockerTable,
    ]

    init(_ name: ValueName, of kind: BenchmarkKind?) {
        self.name = name
        let meaning = ValueMeaning(name, of: kind)
        (unit, direction) = (meaning.unit, meaning.direction)
        let found: (metric: Metric, disk: String?) =
            switch name.section {
            case .plot, .table: (MetricTable.metric(of: kind, key: name.key), nil)
            case .iostatPlot, .iostatTable: Self.average(.iostat, name.key)
            case .dockerPlot, .dockerTable: Self.average(.docker, name.key)
            case .iostatCorrected: Self.series(.iostat, name.key)
            case .dockerCorrected: Self.series(.docker, name.key)
            case .derived: (Metric(unknown: name.key), nil)
            }
        group = found.metric.group
        label = found.metric.label + (found.disk.map { ", \($0)" } ?? "")
    }

    /// The value of a cell; nil where it has none.
    func value(of cell: MeasuredCell) -> Double? { cell.values.first { $0.name == name }?.number }

    /// A value with a word for what it counts: "114.7k IOPS".
    func text(_ value: Double) -> String {
        let number = ValueFormat.text(value, unit: unit)
        guard let unit, unit.scale == nil, unit != .count else { return number }
        return "\(number) \(unit == .operationsPerSecond && group == .iops ? "IOPS" : unit.rawValue)"
    }

    private static func average(_ group: MonitoringGroup, _ key: String) -> (Metric, String?) {
        group.meaning(ofAverage: key).map { ($0.metric, $0.disk) } ?? (Metric(unknown: key), nil)
    }

    private static func series(_ group: MonitoringGroup, _ key: String) -> (Metric, String?) {
        let meaning = group.meaning(ofSeries: key)
        return (meaning.metric, meaning.disk)
    }
}
