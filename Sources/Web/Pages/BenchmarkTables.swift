import Store

/// One benchmark's values in tables: metrics as rows, the run's filesystems as columns.
struct BenchmarkTables: Sendable {
    /// All filesystems of the run, in the order of the columns.
    let filesystems: [String]

    /// The context of templates/partials/benchmark.html.
    func context(_ benchmark: RunSummary.Benchmark, anchor: String) -> TemplateValue {
        let columns = filesystems.map { name in
            benchmark.entries.first { $0.filesystem.utf8.elementsEqual(name.utf8) }
        }
        let missing = zip(filesystems, columns).filter { $0.1 == nil }.map(\.0)
        let others = benchmark.entries.flatMap { entry in
            entry.others.map { other -> TemplateValue in
                [
                    "filesystem": .string(entry.filesystem), "pointer": .string(other.pointer),
                    "text": .string(other.value.pageText),
                ]
            }
        }
        return [
            "name": .string(benchmark.name),
            "anchor": .string(anchor),
            "kind": .text(benchmark.kind?.rawValue),
            "missing_text": .string(missing.joined(separator: ", ")),
            "metrics": metrics(benchmark, columns),
            "monitoring": monitoring(benchmark, columns),
            "has_others": .bool(!others.isEmpty),
            "others": .list(others),
        ]
    }

    private func metrics(_ benchmark: RunSummary.Benchmark, _ columns: [RunSummary.Entry?]) -> TemplateValue {
        table(
            "\(benchmark.name): all values",
            [
                group("Scores", benchmark.plotMetrics.map { MetricRow($0) }, columns.map { .plot($0?.plot) }),
                group(
                    "Details", benchmark.tableMetrics.map { MetricRow($0) }, columns.map { .table($0?.table) }
                ),
            ])
    }

    private func monitoring(_ benchmark: RunSummary.Benchmark, _ columns: [RunSummary.Entry?])
        -> TemplateValue
    {
        let docker = columns.map { Section($0?.docker) }
        let iostat = columns.map { Section($0?.iostat) }
        return table(
            "\(benchmark.name): monitoring averages",
            [
                group("Docker", MonitoringMetrics.docker(docker.flatMap(\.keys)), docker),
                group("iostat", MonitoringMetrics.iostat(iostat.flatMap(\.keys)), iostat),
            ])
    }

    private func table(_ caption: String, _ groups: [TemplateValue?]) -> TemplateValue {
        let groups = groups.compactMap { $0 }
        if groups.isEmpty { return .null }
        return [
            "caption": .string(caption),
            "columns": .list(filesystems.map { .string($0) }),
            "groups": .list(groups),
        ]
    }

    private func group(_ title: String, _ rows: [MetricRow], _ columns: [Section]) -> TemplateValue? {
        if rows.isEmpty { return nil }
        let rows = rows.map { metric -> TemplateValue in
            [
                "label": .string(metric.label),
                "detail": .text(Self.detail(metric)),
                "direction_text": .text(metric.direction.map { "\($0.rawValue) is better" }),
                "cells": .list(columns.map { $0.cell(metric) }),
            ]
        }
        return ["title": .string(title), "rows": .list(rows)]
    }

    private static func detail(_ metric: MetricRow) -> String? {
        guard let unit = metric.unit else { return metric.label == metric.key ? nil : metric.key }
        return "\(metric.key), \(unit)"
    }
}

/// One column's values of a group.
private enum Section {
    /// A null in a plot means that there was nothing to measure.
    case plot(JSONValue?)
    case table(JSONValue?)

    /// The reported averages: the table, or the plot where that is empty.
    init(_ monitoring: RunSummary.Monitoring?) {
        let table = monitoring?.table
        self = table?.members?.isEmpty ?? true ? .plot(monitoring?.plot) : .table(table)
    }

    private var object: JSONValue? {
        switch self {
        case .plot(let object), .table(let object): object
        }
    }

    var keys: [String] { (object?.members ?? []).map(\.key) }

    func cell(_ metric: MetricRow) -> TemplateValue {
        let value = object?.members?.first { $0.key.utf8.elementsEqual(metric.key.utf8) }?.value
        switch (value, self) {
        case (nil, _), (.null, .plot): return ["text": "–", "raw": nil]
        case (.string(let text)?, _): return ["text": .string(text), "raw": nil]
        case (let value?, _):
            guard let number = value.double else { return ["text": .string(value.text), "raw": nil] }
            return [
                "text": .string(ValueFormat.text(number, unit: metric.unit)),
                "raw": .string(ValueFormat.exact(number)),
            ]
        }
    }
}
