import JSON

extension RunLibrary {
    /// Reads a part of a run's summary.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - start: Where it begins; what belongs to no benchmark is read only with the first part.
    ///   - limits: How much it holds.
    /// - Returns: The part; nil where there is no such run.
    /// - Throws: `LibraryError` of the catalog or the report's file.
    package func summary(
        _ id: RunID, from start: OutlinePosition = .start, limits: SummaryLimits = SummaryLimits()
    ) throws(LibraryError) -> RunSummary? {
        guard let run = try run(id) else { return nil }
        var reader = SummaryReader(
            library: self, run: run, report: try content(.report, of: id), limits: limits)
        return try reader.read(from: start)
    }
}

/// Reads parts of one report, within two budgets: one for its top, one for its entries.
private struct SummaryReader {
    private let library: any RunLibrary
    private let run: FiledRun
    private let report: any RunContent
    private let limits: SummaryLimits
    private var budget: Budget
    private var summary: RunSummary

    /// What may still be read.
    private struct Budget {
        var excerpt: JSONExcerpt
        var byteCount: Int
    }

    init(library: any RunLibrary, run: FiledRun, report: any RunContent, limits: SummaryLimits) {
        self.library = library
        self.run = run
        self.report = report
        self.limits = limits
        budget = Budget(excerpt: JSONExcerpt(limits.excerpt), byteCount: limits.topByteCount)
        summary = RunSummary(run: run)
    }

    mutating func read(from start: OutlinePosition) throws(LibraryError) -> RunSummary {
        summary.filesystems = try library.filesystems(run.id, from: 0, limit: limits.filesystems)
        if start == .start { try readTop() }
        budget = Budget(excerpt: JSONExcerpt(limits.excerpt), byteCount: limits.byteCount)
        guard
            let page = try library.outline(
                run.id, from: start, benchmarkLimit: limits.benchmarks, entryLimit: limits.entries)
        else { return summary }
        summary.next = page.next
        for benchmark in page.benchmarks where try !read(benchmark) { break }
        return summary
    }

    private mutating func readTop() throws(LibraryError) {
        if run.config != nil {
            summary.config = try library.listing(run.id, from: 0, limit: limits.configEntries)
        }
        let parts = try library.parts(run.id)
        summary.hiddenOtherCount = parts.hiddenCount
        let systemInfo = parts.others.first { $0.pointer == Self.systemInfo }
        if let systemInfo {
            summary.systemInfo = try value(
                systemInfo.range, systemInfo.pointer, limit: limits.sectionByteCount)
        }
        summary.others = try others(parts.others.filter { $0.pointer != Self.systemInfo }, below: "")
    }

    private static let systemInfo = "/system_info"

    /// Reads what benchd does not know, as far as the budget goes; what is beyond is left out.
    private mutating func others(
        _ parts: [Report.Part], below pointer: String
    ) throws(LibraryError) -> [RunSummary.Other] {
        var others: [RunSummary.Other] = []
        for part in parts {
            let size = min(part.range.count, limits.otherByteCount)
            guard others.count < limits.others, size <= budget.byteCount, !budget.excerpt.isSpent else {
                let omission = RunSummary.Omission(pointer: pointer + part.pointer, range: part.range)
                summary.omissions.append(omission)
                continue
            }
            guard let value = try value(part.range, pointer + part.pointer, limit: limits.otherByteCount)
            else { continue }
            others.append(RunSummary.Other(pointer: part.pointer, value: value))
        }
        return others
    }

    /// Reads a benchmark as far as the budget goes; false where it ended before the benchmark did.
    private mutating func read(_ benchmark: OutlineBenchmark) throws(LibraryError) -> Bool {
        let pointer = JSONPointer.appending(benchmark.name.text, to: "/data")
        var entries: [RunSummary.Entry] = []
        for (offset, entry) in benchmark.entries.enumerated() {
            // At least one is read, so that a reader who follows `next` gets to the end.
            let isFirst = entries.isEmpty && summary.benchmarks.isEmpty
            let place = JSONPointer.appending(entry.filesystem.text, to: pointer)
            guard let values = try read(entry, place, mayBeCut: isFirst) else {
                summary.next = OutlinePosition(
                    benchmark: benchmark.index, entry: benchmark.firstEntry + offset)
                if !entries.isEmpty { add(benchmark, entries) }
                return false
            }
            entries.append(values)
        }
        add(benchmark, entries)
        return true
    }

    /// Reads an entry; nil where the budget is too small for all of it, and it may not be cut.
    private mutating func read(
        _ entry: OutlineEntry, _ pointer: String, mayBeCut: Bool
    ) throws(LibraryError) -> RunSummary.Entry? {
        let omissionCount = summary.omissions.count
        guard mayBeCut || byteCount(of: entry) <= budget.byteCount else { return nil }
        let values = try read(entry, pointer: pointer)
        guard mayBeCut || !budget.excerpt.isSpent else {
            summary.omissions.removeSubrange(omissionCount...)
            return nil
        }
        return values
    }

    private mutating func add(_ benchmark: OutlineBenchmark, _ entries: [RunSummary.Entry]) {
        let kind = BenchmarkKind(benchmark: benchmark.name.text)
        func keys(_ section: (RunSummary.Entry) -> JSONValue?) -> [String] {
            entries.flatMap { (section($0)?.members ?? []).map(\.key) }
        }
        summary.benchmarks.append(
            RunSummary.Benchmark(
                index: benchmark.index, name: benchmark.name.text, nameRange: benchmark.name.range,
                kind: kind,
                plotMetrics: MetricTable.metrics(of: kind, keys: keys(\.plot)),
                tableMetrics: MetricTable.metrics(of: kind, keys: keys(\.table)),
                entryCount: benchmark.entryCount, firstEntry: benchmark.firstEntry, entries: entries))
    }

    /// How much of the report is read for an entry.
    private func byteCount(of entry: OutlineEntry) -> Int {
        let sections = entry.parts.sections.filter { !$0.section.isSeries }
        return sections.reduce(0) { $0 + min($1.range.count, limits.sectionByteCount) }
            + entry.parts.others.reduce(0) { $0 + min($1.range.count, limits.otherByteCount) }
    }

    private mutating func read(_ entry: OutlineEntry, pointer: String) throws(LibraryError)
        -> RunSummary.Entry
    {
        var values: [ReportSection: JSONValue] = [:]
        for section in entry.parts.sections where !section.section.isSeries {
            values[section.section] = try value(
                section.range, pointer + section.section.rawValue, limit: limits.sectionByteCount)
        }
        let others = try others(entry.parts.others, below: pointer)
        return RunSummary.Entry(
            filesystem: entry.filesystem.text, nameRange: entry.filesystem.range, plot: values[.plot],
            table: values[.table],
            docker: RunSummary.Monitoring(
                plot: values[.dockerPlot], table: values[.dockerTable],
                seriesByteCount: entry.parts[.dockerSeries]?.count),
            iostat: RunSummary.Monitoring(
                plot: values[.iostatPlot], table: values[.iostatTable],
                seriesByteCount: entry.parts[.iostatSeries]?.count),
            others: others, hiddenOtherCount: entry.parts.hiddenCount)
    }

    private mutating func value(
        _ range: Range<Int>, _ pointer: String, limit: Int
    ) throws(LibraryError) -> JSONValue? {
        let size = min(range.count, limit)
        budget.byteCount -= size
        let bytes = try report.read(range.lowerBound..<(range.lowerBound + size))
        let result = budget.excerpt.read(bytes, of: range.count)
        summary.omissions += result.omissions.map { omission in
            let start = range.lowerBound + omission.range.lowerBound
            return RunSummary.Omission(
                pointer: pointer + omission.pointer, range: start..<(start + omission.range.count))
        }
        return result.value
    }
}

extension ReportSection {
    /// Whether it holds a list of samples for each key.
    fileprivate var isSeries: Bool { self == .dockerSeries || self == .iostatSeries }
}
