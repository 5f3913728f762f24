/// What a page shows of a run besides its series: values read from the report by byte range.
package struct RunSummary: Equatable, Sendable {
    /// A value benchd does not know, with its pointer.
    package struct Other: Equatable, Sendable {
        package let pointer: String
        package let value: JSONValue
    }

    /// One half of an entry's monitoring.
    package struct Monitoring: Equatable, Sendable {
        /// Objects; nil where the report has none.
        package let plot: JSONValue?
        package let table: JSONValue?
        package let hasSeries: Bool
    }

    /// One filesystem's values in one benchmark.
    package struct Entry: Equatable, Sendable {
        package let filesystem: String
        package let plot: JSONValue?
        package let table: JSONValue?
        package let docker: Monitoring
        package let iostat: Monitoring
        package let others: [Other]
    }

    /// One benchmark with what its keys mean.
    package struct Benchmark: Equatable, Sendable {
        package let name: String
        package let kind: BenchmarkKind?
        package let plotMetrics: [Metric]
        package let tableMetrics: [Metric]
        package let entries: [Entry]
    }

    /// A part that is too large to show.
    package struct Omission: Equatable, Sendable {
        package let pointer: String
        package let byteCount: Int
    }

    package let run: FiledRun
    package let systemInfo: JSONValue?
    package let benchmarks: [Benchmark]
    package let others: [Other]
    package let omissions: [Omission]

    /// The same values with another receipt or listing.
    package func of(_ run: FiledRun) -> RunSummary {
        RunSummary(
            run: run, systemInfo: systemInfo, benchmarks: benchmarks, others: others, omissions: omissions)
    }

    /// What is left to show of a run whose report is damaged.
    package static func withoutReport(_ run: FiledRun) -> RunSummary {
        let nothing = Report(byteCount: run.report.byteCount, benchmarks: [], parts: [])
        return RunSummary(
            run: FiledRun(receipt: run.receipt, report: nothing, listing: run.listing), systemInfo: nil,
            benchmarks: [], others: [], omissions: [])
    }
}

extension Store {
    /// Reads the summary of a run; nil where there is none.
    ///
    /// - Throws: `StoreError` of the catalog or the report's file.
    package func summary(_ id: RunID) throws(StoreError) -> RunSummary? {
        guard let run = try run(id) else { return nil }
        var reader = SummaryReader(store: self, run: run, file: try openReport(id))
        return try reader.read()
    }
}

/// Reads parts of one report, within a budget of bytes for all of them.
private struct SummaryReader: ~Copyable {
    private static let partByteLimit = 256 << 10
    private var budget = 16 << 20
    private let store: Store
    private let run: FiledRun
    private let file: OwnedDescriptor
    private var omissions: [RunSummary.Omission] = []

    init(store: Store, run: FiledRun, file: consuming OwnedDescriptor) {
        self.store = store
        self.run = run
        self.file = file
    }

    mutating func read() throws(StoreError) -> RunSummary {
        var benchmarks: [RunSummary.Benchmark] = []
        for benchmark in run.report.benchmarks { benchmarks.append(try read(benchmark)) }
        var systemInfo: JSONValue?
        var others: [RunSummary.Other] = []
        for part in run.report.parts {
            guard let value = try value(of: part, below: "") else { continue }
            if part.pointer == "/system_info" {
                systemInfo = value
            } else {
                others.append(RunSummary.Other(pointer: part.pointer, value: value))
            }
        }
        return RunSummary(
            run: run, systemInfo: systemInfo, benchmarks: benchmarks, others: others, omissions: omissions)
    }

    private mutating func read(_ benchmark: Report.Benchmark) throws(StoreError) -> RunSummary.Benchmark {
        let pointer = JSONPointer.appending(benchmark.name, to: "/data")
        var entries: [RunSummary.Entry] = []
        for entry in benchmark.entries {
            entries.append(try read(entry, pointer: JSONPointer.appending(entry.filesystem, to: pointer)))
        }
        let kind = BenchmarkKind(benchmark: benchmark.name)
        func keys(_ section: (RunSummary.Entry) -> JSONValue?) -> [String] {
            entries.flatMap { (section($0)?.members ?? []).map(\.key) }
        }
        return RunSummary.Benchmark(
            name: benchmark.name, kind: kind,
            plotMetrics: MetricTable.metrics(of: kind, keys: keys(\.plot)),
            tableMetrics: MetricTable.metrics(of: kind, keys: keys(\.table)), entries: entries)
    }

    private mutating func read(
        _ entry: Report.Entry, pointer: String
    ) throws(StoreError) -> RunSummary.Entry {
        var values: [ReportSection: JSONValue] = [:]
        var others: [RunSummary.Other] = []
        for part in entry.parts {
            let section = ReportSection(rawValue: part.pointer)
            if section == .dockerSeries || section == .iostatSeries { continue }
            guard let value = try value(of: part, below: pointer) else { continue }
            if let section {
                values[section] = value
            } else {
                others.append(RunSummary.Other(pointer: part.pointer, value: value))
            }
        }
        return RunSummary.Entry(
            filesystem: entry.filesystem, plot: values[.plot], table: values[.table],
            docker: RunSummary.Monitoring(
                plot: values[.dockerPlot], table: values[.dockerTable],
                hasSeries: entry.part(ReportSection.dockerSeries.rawValue) != nil),
            iostat: RunSummary.Monitoring(
                plot: values[.iostatPlot], table: values[.iostatTable],
                hasSeries: entry.part(ReportSection.iostatSeries.rawValue) != nil),
            others: others)
    }

    private mutating func value(of part: Report.Part, below pointer: String) throws(StoreError) -> JSONValue?
    {
        guard part.range.count <= min(Self.partByteLimit, budget) else {
            omissions.append(
                RunSummary.Omission(pointer: pointer + part.pointer, byteCount: part.range.count))
            return nil
        }
        budget -= part.range.count
        let bytes = try store.read(part.range, of: file, run.id)
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            // The outline was made of these bytes, so they are others now.
            throw store.filedFiles.cut(.report, of: run.id, nil)
        }
    }
}
