import Model
import Templates

/// One benchmark of a run's page: its tables, and what it has no entry or no room for.
struct BenchmarkSection: Sendable {
    let benchmark: RunSummary.Benchmark
    /// A fragment that no other benchmark of the page has.
    let anchor: String
    let run: FiledRun
    /// The first filesystems of the run.
    let filesystems: [Report.Name]
    let omissions: [RunSummary.Omission]
    let prefixes: BytePrefixes
    let links: Links
    /// Whether its values are known to the catalog, which the server's charts are drawn from.
    var isComputed = false
    /// Whether it is the first of its page.
    var isFirst = false

    /// How many filesystems without an entry are named.
    private static let missingLimit = 5
    /// In pixels: what one column of figures has.
    private static let stillWidth = 360

    /// The context of templates/partials/benchmark.html.
    var context: TemplateValue {
        [
            "name": .string(benchmark.name),
            "whole_name_link": .text(links.part(benchmark.nameRange, of: run.id)),
            "anchor": .string(anchor),
            "kind": .text(benchmark.kind?.rawValue),
            "missing_text": .text(missingText),
            "entries_text": .text(entriesText),
            "still": still,
            "metrics": .list(metrics),
            "monitoring": .list(monitoring),
            "has_others": .bool(!others.isEmpty),
            "others": .list(others),
            "omitted": OmittedParts(
                run: run.id, omissions: omissions, hiddenCount: hiddenCount, links: links
            ).context,
        ]
    }

    /// The chart of the score as the server draws it, for readers without scripts and for the time until scripts draw.
    private var still: TemplateValue {
        guard isComputed, benchmark.score != nil else { return .null }
        return [
            "link": .string(links.chart(run.id, benchmark.name, width: Self.stillWidth)),
            "is_first": .bool(isFirst),
        ]
    }

    private var isWhole: Bool { benchmark.entries.count == benchmark.entryCount }

    /// "zfs, ext4 and 3 more"; nil where every filesystem of the run has an entry.
    private var missingText: String? {
        let count = run.counts.filesystems - benchmark.entryCount
        guard count > 0 else { return nil }
        // Of a benchmark that goes on in another part it is not known which ones have no entry.
        let names = isWhole ? filesystems.map(\.text).filter { !hasEntry($0) } : []
        let shown = names.prefix(Self.missingLimit)
        let further = count - shown.count
        if shown.isEmpty { return ValueFormat.count(count, "filesystem", "filesystems") }
        return shown.joined(separator: ", ") + (further > 0 ? " and \(ValueFormat.count(further)) more" : "")
    }

    private func hasEntry(_ filesystem: String) -> Bool {
        benchmark.entries.contains { $0.filesystem.utf8.elementsEqual(filesystem.utf8) }
    }

    /// "filesystems 401 to 800 of 1,200"; nil where all entries are here.
    private var entriesText: String? {
        if isWhole { return nil }
        let last = benchmark.firstEntry + benchmark.entries.count
        return "filesystems \(ValueFormat.count(benchmark.firstEntry + 1)) to \(ValueFormat.count(last))"
            + " of \(ValueFormat.count(benchmark.entryCount))"
    }

    private var metrics: [TemplateValue] {
        tables(
            "\(benchmark.name): all values",
            [
                MetricGroup(
                    "Scores", benchmark.plotMetrics.map { MetricRow($0) },
                    benchmark.entries.map { .plot($0.plot) }, prefixes),
                MetricGroup(
                    "Details", benchmark.tableMetrics.map { MetricRow($0) },
                    benchmark.entries.map { .table($0.table) }, prefixes),
            ])
    }

    private var monitoring: [TemplateValue] {
        let docker = benchmark.entries.map { MetricSection($0.docker) }
        let iostat = benchmark.entries.map { MetricSection($0.iostat) }
        return tables(
            "\(benchmark.name): monitoring averages",
            [
                MetricGroup(
                    "Docker", MonitoringGroup.docker.rows(ofAverages: docker.flatMap(\.keys)), docker,
                    prefixes),
                MetricGroup(
                    "iostat", MonitoringGroup.iostat.rows(ofAverages: iostat.flatMap(\.keys)), iostat,
                    prefixes),
            ])
    }

    private func tables(_ caption: String, _ groups: [MetricGroup]) -> [TemplateValue] {
        let columns = benchmark.entries.map { entry in
            MetricTables.Column(
                name: entry.filesystem, wholeNameLink: links.part(entry.nameRange, of: run.id))
        }
        return MetricTables(caption: caption, columns: columns, groups: groups).contexts
    }

    private var others: [TemplateValue] {
        benchmark.entries.flatMap { entry in
            entry.others.map { other -> TemplateValue in
                [
                    "filesystem": .string(entry.filesystem),
                    "pointer": .string(OmittedParts.shown(other.pointer)),
                    "text": .string(other.value.pageText),
                ]
            }
        }
    }

    private var hiddenCount: Int { benchmark.entries.reduce(0) { $0 + $1.hiddenOtherCount } }
}
