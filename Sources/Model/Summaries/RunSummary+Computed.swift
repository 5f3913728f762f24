import JSON

extension RunSummary {
    /// What benchd computes from a cell, by the rules of the summary.
    package struct Computed: Equatable, Sendable {
        /// How many iterations the numbers of the cell are means of; nil where that is not known.
        package let iterations: Int?
        /// From when to when the workload was at work; nil where nothing says it.
        package let busy: BusyInterval?
        /// Of each group the corrected means that there are, by the keys of their series.
        package let corrected: [MonitoringGroup: [CorrectedMean]]
        package let derived: [DerivedValue]

        /// A corrected mean and the key of its series.
        package struct CorrectedMean: Equatable, Sendable {
            package let key: String
            package let mean: Double
        }

        /// How many values it has.
        var valueCount: Int { derived.count + corrected.values.reduce(0) { $0 + $1.count } }
    }

    /// The most corrected and derived values of an answer.
    package static let computedLimit = 10_000

    /// The summary with what is computed from its cells.
    ///
    /// It ends before the cell that would bring the values above `limit`; at least one cell is left, so that a reader who follows
    /// `next` gets to the end.
    package func adding(_ analysis: RunAnalysis?, limit: Int = computedLimit) -> RunSummary {
        guard let analysis else { return self }
        var summary = self
        (summary.rules, summary.benchmarks) = (analysis.rules, [])
        let cells = AnalysedCells(analysis)
        var room = limit
        for benchmark in benchmarks {
            var entries: [Entry] = []
            for var entry in benchmark.entries {
                entry.computed = cells[benchmark.name, entry.filesystem]
                room -= entry.computed?.valueCount ?? 0
                guard room >= 0 || (summary.benchmarks.isEmpty && entries.isEmpty) else {
                    if !entries.isEmpty { summary.benchmarks.append(benchmark.with(entries)) }
                    summary.next = OutlinePosition(
                        benchmark: benchmark.index, entry: benchmark.firstEntry + entries.count)
                    return summary
                }
                entries.append(entry)
            }
            summary.benchmarks.append(benchmark.with(entries))
        }
        return summary
    }
}

/// What is computed from the cells of a run, by their names.
private struct AnalysedCells {
    private let analysis: RunAnalysis
    /// By the bytes of both names: texts that look the same may be different names.
    private let places: [[UInt8]: Int]

    init(_ analysis: RunAnalysis) {
        self.analysis = analysis
        places = Dictionary(
            analysis.readings.cells.enumerated().map { (Self.key($1.benchmark, $1.filesystem), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Nil for a cell of which nothing is computed.
    subscript(benchmark: String, filesystem: String) -> RunSummary.Computed? {
        guard let place = places[Self.key(benchmark, filesystem)], analysis.cells.indices.contains(place)
        else { return nil }
        let (readings, cell) = (analysis.readings.cells[place], analysis.cells[place])
        return RunSummary.Computed(
            iterations: cell.iterations, busy: readings.iostat.busy,
            corrected: [.iostat: Self.means(readings.iostat), .docker: Self.means(readings.docker)],
            derived: cell.derived)
    }

    private static func means(_ readings: SeriesReadings) -> [RunSummary.Computed.CorrectedMean] {
        readings.series.compactMap { series in
            series.corrected.map { RunSummary.Computed.CorrectedMean(key: series.key, mean: $0) }
        }
    }

    private static func key(_ benchmark: String, _ filesystem: String) -> [UInt8] {
        Array("\(benchmark.utf8.count) \(benchmark)\(filesystem)".utf8)
    }
}

extension RunSummary.Benchmark {
    fileprivate func with(_ entries: [RunSummary.Entry]) -> RunSummary.Benchmark {
        RunSummary.Benchmark(
            index: index, name: name, nameRange: nameRange, kind: kind, plotMetrics: plotMetrics,
            tableMetrics: tableMetrics, entryCount: entryCount, firstEntry: firstEntry, entries: entries)
    }
}

extension RunSummary.Entry {
    /// The members of an answer that say what is computed from the cell.
    var computedMembers: [JSONValue.Member] {
        [
            .init("iterations", computed?.iterations.map { .integer($0) } ?? .null),
            .init("busy", computed?.busy?.json ?? .null),
            .init(
                "corrected",
                .object(
                    MonitoringGroup.allCases.map { .init($0.rawValue, correctedJSON($0)) })),
            .init("derived", .array((computed?.derived ?? []).map(\.json))),
        ]
    }

    private func correctedJSON(_ group: MonitoringGroup) -> JSONValue {
        .object((computed?.corrected[group] ?? []).map { .init($0.key, .double($0.mean)) })
    }
}
