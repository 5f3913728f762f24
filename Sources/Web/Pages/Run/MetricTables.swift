import JSON
import Model
import Templates

/// Values as tables, metrics as rows and filesystems as columns, of a size that goes with the values that exist.
///
/// Where most cells would be empty, each filesystem has a table of its own with its own metrics.
struct MetricTables: Sendable {
    /// A filesystem.
    struct Column: Equatable, Sendable {
        let name: String
        /// Where the whole of a long name is; nil for one that is shown whole.
        let wholeNameLink: String?
    }

    let caption: String
    let columns: [Column]
    /// Each with the values of all columns.
    let groups: [MetricGroup]

    /// A table of fewer cells stays one, however many are empty.
    private static let smallCellCount = 400

    /// A context of templates/partials/metric-table.html for each table.
    var contexts: [TemplateValue] {
        if groups.allSatisfy(\.rows.isEmpty) { return [] }
        guard isSparse else { return [table(caption, Array(columns.indices))] }
        return columns.indices.filter { column in groups.contains { !$0.cells[column].isEmpty } }.map {
            column in
            let ownGroups = groups.map { $0.only(column) }
            let tables = MetricTables(caption: caption, columns: columns, groups: ownGroups)
            return tables.table("\(caption), \(columns[column].name)", [column])
        }
    }

    private var isSparse: Bool {
        let rowCount = groups.reduce(0) { $0 + $1.rows.count }
        let (cellCount, isHuge) = rowCount.multipliedReportingOverflow(by: columns.count)
        let valueCount = groups.reduce(0) { $0 + $1.valueCount }
        return columns.count > 1
            && (isHuge || (cellCount > Self.smallCellCount && valueCount < cellCount / 2))
    }

    private func table(_ caption: String, _ shown: [Int]) -> TemplateValue {
        [
            "caption": .string(caption),
            "columns": .list(
                shown.map { column -> TemplateValue in
                    FilesystemLook(columns[column].name).context.adding([
                        "name": .string(columns[column].name),
                        "whole_name_link": .text(columns[column].wholeNameLink),
                    ])
                }),
            "column_count": .string(String(shown.count + 1)),
            "groups": .list(groups.filter { !$0.rows.isEmpty }.map { $0.context(shown) }),
        ]
    }
}

/// Metrics that stand together, with the values of each column.
struct MetricGroup: Sendable {
    let title: String
    let rows: [MetricRow]
    /// For each column its values by row.
    let cells: [[Int: TemplateValue]]

    /// A group of the rows and of what the sections, one for each column, have of them.
    init(
        _ title: String, _ rows: [MetricRow], _ sections: [MetricSection], _ prefixes: BytePrefixes = .si
    ) {
        let places = Dictionary(
            rows.indices.map { (BytewiseKey(text: rows[$0].key), $0) },
            uniquingKeysWith: { first, _ in first })
        let cells = sections.map { section in
            section.members.reduce(into: [Int: TemplateValue]()) { cells, member in
                guard let row = places[BytewiseKey(text: member.key)] else { return }
                cells[row] = section.cell(member.value, rows[row], prefixes)
            }
        }
        self.init(title: title, rows: rows, cells: cells)
    }

    private init(title: String, rows: [MetricRow], cells: [[Int: TemplateValue]]) {
        self.title = title
        self.rows = rows
        self.cells = cells
    }

    var valueCount: Int { cells.reduce(0) { $0 + $1.count } }

    /// The group with the rows of one column.
    func only(_ column: Int) -> MetricGroup {
        let places = cells[column].keys.sorted()
        var own = Array(repeating: [Int: TemplateValue](), count: cells.count)
        for (row, place) in places.enumerated() { own[column][row] = cells[column][place] }
        return MetricGroup(title: title, rows: places.map { rows[$0] }, cells: own)
    }

    /// The rows with the cells of some columns.
    func context(_ columns: [Int]) -> TemplateValue {
        let contexts = rows.enumerated().map { place, metric -> TemplateValue in
            [
                "label": .string(metric.label),
                "detail": .text(Self.detail(metric)),
                "direction_text": .text(metric.direction.map { "\($0.rawValue) is better" }),
                "cells": .list(columns.map { cells[$0][place] ?? MetricSection.noValue }),
            ]
        }
        return ["title": .string(title), "rows": .list(contexts)]
    }

    private static func detail(_ metric: MetricRow) -> String? {
        guard let unit = metric.unit else { return metric.label == metric.key ? nil : metric.key }
        return "\(metric.key), \(unit.rawValue)"
    }
}

/// One column's values of a group.
enum MetricSection: Sendable {
    /// A null in a plot means that there was nothing to measure.
    case plot(JSONValue?)
    case table(JSONValue?)

    /// The reported averages: the table, or the plot where that is empty.
    init(_ monitoring: RunSummary.Monitoring) {
        let table = monitoring.table
        self = table?.members?.isEmpty ?? true ? .plot(monitoring.plot) : .table(table)
    }

    /// A cell without a value.
    static let noValue: TemplateValue = ["text": "–", "raw": nil]

    var members: [JSONValue.Member] {
        switch self {
        case .plot(let object), .table(let object): object?.members ?? []
        }
    }

    var keys: [String] { members.map(\.key) }

    /// The cell of one of its values.
    func cell(_ value: JSONValue, _ metric: MetricRow, _ prefixes: BytePrefixes = .si) -> TemplateValue {
        if case .plot = self, value == .null { return Self.noValue }
        if let text = value.string { return ["text": .string(text), "raw": nil] }
        guard let number = value.double else { return ["text": .string(value.text), "raw": nil] }
        return [
            "text": .string(ValueFormat.text(number, unit: metric.unit, prefixes)),
            "raw": .string(ValueFormat.exact(number)),
        ]
    }
}

/// A key by its bytes: String takes canonically equivalent ones for equal.
private struct BytewiseKey: Hashable {
    let text: String

    static func == (left: BytewiseKey, right: BytewiseKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
