import Analysis
import Glibc
import Model
import Templates

/// A row of the page of a comparison: a metric of a cell on the baseline and on one other side.
struct ComparisonRow: Sendable {
    let cell: ComparedCell
    /// The place of the other side.
    let side: Int
    let reason: ComparisonAnswer.Reason
    let surprise: ComparisonAnswer.Surprise?
    /// The page with this cell drawn.
    let cellLink: String

    var difference: Difference? { cell.against.indices.contains(side) ? cell.against[side] : nil }
    var metric: Metric {
        MetricTable.metric(of: BenchmarkKind(benchmark: cell.name.benchmark), key: cell.name.metric)
    }
    /// The metric where space is short: "Write IOPS", "transactions/s"; the number has other units with it.
    var shortMetric: String {
        guard let unit = cell.name.unit, unit.scale == nil, unit.rawValue.hasPrefix(metric.label.lowercased())
        else { return metric.label }
        return unit.rawValue
    }
    /// The names of what counts among what may explain it.
    var causes: [String] {
        reason.explanations.filter { $0.difference.kind != .also }.map(\.difference.name)
    }
    var isDecided: Bool { [.better, .worse, .failed].contains(difference?.verdict) }

    /// "fio-seqwrite-1m on ext4_overlay2".
    var shortName: String {
        cell.name.benchmark + (cell.name.filesystem.map { " on \($0)" } ?? "")
    }

    /// How far the sides lie apart, as a logarithm; a side without a ratio comes last.
    var distance: Double { difference?.ratio.flatMap { $0 > 0 ? abs(log($0)) : nil } ?? -1 }

    /// Where it stands among the verdicts: what is decided comes first.
    var urgency: Int {
        switch difference?.verdict {
        case .failed: 0
        case .worse: 1
        case .better: 2
        case .undecided: 3
        case .same: 4
        case nil: surprise == .worse || surprise == .better ? 3 : cell.isMain ? 5 : 6
        }
    }

    /// All rows of an answer, in its order.
    static func all(_ answer: ComparisonAnswer, _ address: ComparisonAddress) -> [ComparisonRow] {
        answer.comparison.cells.enumerated().flatMap { place, cell -> [ComparisonRow] in
            let link = address.link(["cell": cell.name.parameter])
            return cell.sides.indices.dropFirst().compactMap { side in
                guard cell.sides[0] != nil || cell.sides[side] != nil else { return nil }
                return ComparisonRow(
                    cell: cell, side: side, reason: answer.reasons[place][side - 1],
                    surprise: answer.surprises[place][side - 1], cellLink: link)
            }
        }
    }
}

/// The order of rows; the raw value is its name in addresses.
enum ComparisonOrder: String, CaseIterable {
    case verdict
    case change
    case name

    /// Rows in this order; equal ones by name.
    func sorted(_ rows: [ComparisonRow]) -> [ComparisonRow] {
        rows.sorted { left, right in
            switch self {
            case .verdict where left.urgency != right.urgency: left.urgency < right.urgency
            case .verdict, .change:
                left.distance == right.distance
                    ? Self.isBefore(left, right) : left.distance > right.distance
            case .name: Self.isBefore(left, right)
            }
        }
    }

    private static func isBefore(_ left: ComparisonRow, _ right: ComparisonRow) -> Bool {
        let names = [left, right].map { row in
            (
                row.cell.name.benchmark, row.cell.isMain ? 0 : 1, row.cell.name.metric,
                row.cell.name.filesystem ?? "", row.side
            )
        }
        return names[0] < names[1]
    }
}

/// An axis of ratios from 1/limit to limit, on which the rows of a page are drawn.
struct RatioAxis {
    private static let limits = [1.25, 1.5, 2, 4, 8]

    let limit: Double

    /// The shortest axis that has the changes of all rows and half of the intervals, as far as there is one.
    init(_ rows: [ComparisonRow]) {
        let spans = rows.compactMap { $0.difference?.interval }.map { max($0.upperBound, 1 / $0.lowerBound) }
            .sorted()
        let usual = spans.isEmpty ? 1 : spans[spans.count / 2]
        let largest = max(exp(rows.map(\.distance).max() ?? 0), usual)
        limit = Self.limits.first { $0 >= largest } ?? 8
    }

    /// How its ends read.
    var ends: (low: String, high: String) {
        ("÷\(ValueFormat.exact(limit))", "×\(ValueFormat.exact(limit))")
    }

    /// A ratio on the axis, from 0 to 100.
    func place(_ ratio: Double) -> Double {
        guard ratio > 0 else { return 0 }
        return min(100, max(0, 50 + 50 * log(ratio) / log(limit)))
    }

    /// The interval and the ratio of a row; null without a ratio.
    func context(_ difference: Difference?) -> TemplateValue {
        guard let difference, let ratio = difference.ratio, ratio > 0 else { return .null }
        let low = place(difference.interval?.lowerBound ?? ratio)
        let high = place(difference.interval?.upperBound ?? ratio)
        return [
            "low": .string(Self.text(low)), "high": .string(Self.text(high)),
            "at": .string(Self.text(place(ratio))),
            "is_open_low": .bool(low <= 0 && difference.interval != nil),
            "is_open_high": .bool(high >= 100 && difference.interval != nil),
        ]
    }

    private static func text(_ place: Double) -> String { ValueFormat.exact((place * 10).rounded() / 10) }
}
