import Analysis
import Model
import System

/// A comparison in words and rows for people.
struct ComparisonText {
    private static let differenceLimit = 20

    private let answer: ComparisonAnswer

    init(_ answer: ComparisonAnswer) { self.answer = answer }

    /// What is compared, and what differs between the setups, first of all.
    var head: [String] {
        let sides = answer.sides.enumerated().map { place, side in
            "\(Self.letter(place)): \(side.item.run)\(side.item.filesystem.map { ":\($0)" } ?? ""), filed \(side.filed)"
                + (side.source.map { ", from \($0)" } ?? "") + (side.label.map { ", \($0)" } ?? "")
                + (side.isExcluded ? ", excluded" : "")
        }
        let counting = answer.differences.filter { $0.difference.kind != .also }
        let differences = counting.prefix(Self.differenceLimit).map { difference in
            let values = difference.values.map { $0 ?? "-" }.joined(separator: " | ")
            let count = difference.concerns.count
            return "  \(difference.difference.name): \(values) (\(count) \(count == 1 ? "cell" : "cells"))"
        }
        let rest = counting.count - differences.count
        return sides + [likeForLike] + differences + (rest > 0 ? ["  and \(rest) more"] : [])
            + [
                "as of \(answer.asOf); \(answer.comparison.familySize) main metrics are tested together at 5 %"
            ]
    }

    private var likeForLike: String {
        let isOfOneSetup = answer.comparison.isOfOneSetup.dropFirst().allSatisfy(\.self)
        if isOfOneSetup { return "the same setup: differences are noise" }
        switch answer.likeForLike {
        case .yes: return "like for like"
        case .asFarAsKnown:
            return "like for like as far as known; not known: \(answer.unknowns.joined(separator: ", "))"
        case .no: return "not like for like:"
        }
    }

    /// A row for each cell and each side but the first.
    func table(withAll: Bool, exact: Bool) -> TextTable {
        var table = TextTable([
            .init("benchmark"), .init("filesystem"), .init("metric"), .init("side"),
            .init("baseline", isNumeric: true),
            .init("value", isNumeric: true), .init("ratio", isNumeric: true), .init("low", isNumeric: true),
            .init("high", isNumeric: true), .init("verdict"), .init("repeats needed"),
        ])
        for cell in answer.comparison.cells where withAll || cell.isMain {
            for side in cell.sides.indices.dropFirst() { table.add(row(cell, side, exact: exact)) }
        }
        return table
    }

    private func row(_ cell: ComparedCell, _ side: Int, exact: Bool) -> [String] {
        let metric = MetricTable.metric(
            of: BenchmarkKind(benchmark: cell.name.benchmark), key: cell.name.metric)
        func value(_ place: Int) -> String {
            guard let value = cell.sides[place]?.value else { return "" }
            return exact ? ValueFormat.exact(value) : ValueFormat.text(value, unit: metric.unit)
        }
        func ratio(_ ratio: Double?) -> String {
            guard let ratio else { return "" }
            return exact ? ValueFormat.exact(ratio) : ValueFormat.change(ratio)
        }
        let difference = cell.against[side]
        return [
            cell.name.benchmark, cell.name.filesystem ?? "", cell.name.metric, Self.letter(side), value(0),
            value(side),
            ratio(difference?.ratio), ratio(difference?.interval?.lowerBound),
            ratio(difference?.interval?.upperBound),
            difference?.verdict?.rawValue ?? "", difference?.repeatsNeeded?.text ?? "",
        ]
    }

    /// What holds of all cells together.
    var end: [String] {
        let means = zip(answer.comparison.geometricMeans, answer.sides.indices.dropFirst()).compactMap {
            mean, side in
            mean.map {
                "\(Self.letter(side)): geometric mean \(ValueFormat.change($0.ratio)) over \($0.count) main metrics"
            }
        }
        let noise = answer.comparison.cells.contains { $0.isMain && $0.against.contains { $0?.noise != nil } }
        return means + (noise ? [] : ["one run: noise unknown; send the same run again to learn it"])
    }

    /// A, B, C: at most eight sides.
    private static func letter(_ place: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") &+ UInt8(clamping: place)))
    }
}

extension RepeatsNeeded {
    fileprivate var text: String {
        switch self {
        case .count(let count): "\(count)"
        case .moreThan(let count): "more than \(count)"
        }
    }
}

extension MetricName {
    /// As people read it.
    var text: String {
        [benchmark, filesystem, metric].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension ValueFormat {
    /// A ratio as a change: "+12.3 %".
    static func change(_ ratio: Double) -> String {
        guard ratio.isFinite, ratio < 1e6 else { return exact(ratio) }
        let tenths = ((ratio - 1) * 1_000).rounded()
        return (tenths > 0 ? "+" : "") + exact(tenths / 10) + " %"
    }

    /// A share in percent; rounded up, it is never less than the share.
    static func percent(_ share: Double, roundedUp: Bool = false) -> String {
        let tenths = (share * 1_000).rounded(roundedUp ? .up : .toNearestOrAwayFromZero)
        return exact(tenths / 10) + "%"
    }
}
