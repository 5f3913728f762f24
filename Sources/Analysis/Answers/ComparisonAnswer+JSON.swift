package import JSON
package import Model
import System

/// Which cells of a comparison are shown; what is hidden has its verdict all the same.
package struct ShownCells: Equatable, Sendable {
    package var benchmark: String?
    package var filesystem: String?
    package var metric: String?
    /// Nil for any, and for none; of several sides one must have it.
    package var verdict: Verdict?
    /// Whether only main metrics are shown.
    package var mainOnly = false

    /// All cells.
    package init() {}

    /// Whether a cell is shown.
    package func shows(_ cell: ComparedCell) -> Bool {
        (benchmark.map { $0 == cell.name.benchmark } ?? true)
            && (filesystem.map { name in cell.filesystems.contains(name) } ?? true)
            && (metric.map { $0 == cell.name.metric } ?? true)
            && (verdict.map { verdict in cell.against.contains { $0?.verdict == verdict } } ?? true)
            && (!mainOnly || cell.isMain)
    }
}

extension ComparedCell {
    fileprivate var filesystems: [String] { sides.compactMap { $0?.measurement.cell.filesystem } }
}

extension ComparisonAnswer {
    /// The answer as the API serves it (docs/api.md).
    package func json(_ shown: ShownCells, _ links: Links) -> JSONValue {
        [
            "runs": .array(sides.map { $0.json(links) }),
            "as_of": .string(asOf.description),
            "repeats": .bool(withRepeats),
            "margin": .double(comparison.margin),
            "like_for_like": .string(likeForLike.rawValue),
            "unknown": .array(unknowns.map { .string($0) }),
            "same_setup": .bool(!sides.isEmpty && comparison.isOfOneSetup.dropFirst().allSatisfy(\.self)),
            "differences": .array(differences.map(\.json)),
            "family": ["size": .integer(comparison.familySize), "error": .double(Judge.alpha)],
            "noise_unknown": .text(noiseGap?.rawValue),
            "cells": .array(
                comparison.cells.indices.filter { shown.shows(comparison.cells[$0]) }.map { place in
                    comparison.cells[place].json(
                        reasons: reasons[place], surprises: surprises[place], marks)
                }),
            "cells_total": .integer(comparison.cells.count),
            "cells_left_out": .integer(omittedCellCount),
            "geometric_means": .array([nil] + comparison.geometricMeans.map { $0?.json ?? nil }),
            "copies": .array(
                comparison.copies.map {
                    ["run": .string($0.run.description), "original": .string($0.original.description)]
                }),
        ]
    }
}

extension ComparisonAnswer.Side {
    fileprivate func json(_ links: Links) -> JSONValue {
        [
            "uuid": .string(item.run.description), "link": .string(links.run(item.run)),
            "filesystem": .text(item.filesystem), "filed": .string(filed.description),
            "source": .text(source), "label": .text(label), "excluded": .bool(isExcluded),
        ]
    }
}

extension ComparisonAnswer.Difference {
    var json: JSONValue {
        [
            "kind": .string(difference.kind.rawValue), "file": .text(difference.file),
            "name": .string(difference.name), "values": .array(values.map { .text($0) }),
            "concerns": .array(concerns.map(\.json)),
        ]
    }
}

extension CellName {
    var json: JSONValue { ["benchmark": .string(benchmark), "filesystem": .string(filesystem)] }
}

extension ComparedCell {
    /// `reasons` and `surprises` are those of the sides but the first.
    func json(
        reasons: [ComparisonAnswer.Reason], surprises: [ComparisonAnswer.Surprise?], _ marks: CellMarks
    ) -> JSONValue {
        let others = against.indices.dropFirst().map { side in
            against[side]?.json(
                reasons[side - 1], surprise: surprises[side - 1], unjudged: unjudged(side: side)) ?? nil
        }
        return [
            "benchmark": .string(name.benchmark), "filesystem": .text(name.filesystem),
            "metric": .string(name.metric), "main": .bool(isMain), "unit": .text(name.unit?.rawValue),
            "direction": .text(direction?.rawValue),
            "sides": .array(sides.map { $0?.json(marks) ?? nil }),
            "against": .array([nil] + others),
        ]
    }
}

extension SideValue {
    fileprivate func json(_ marks: CellMarks) -> JSONValue {
        [
            "run": .string(measurement.run.description),
            "filesystem": .string(measurement.cell.filesystem),
            "value": .double(value), "n": .integer(runs.count),
            "iterations": iterations.map { .integer($0) } ?? nil,
            "has_errors": .bool(measurement.hasErrors), "audit": .text(marks[self]?.rawValue),
        ]
    }
}

extension Difference {
    func json(
        _ reason: ComparisonAnswer.Reason?, surprise: ComparisonAnswer.Surprise?, unjudged: Unjudged?
    ) -> JSONValue {
        [
            "ratio": .double(ratio), "interval": interval.json, "interval_level": .double(intervalLevel),
            "verdict": .text(verdict?.rawValue), "not_judged": .text(unjudged?.rawValue),
            "outside": surprise.map { .bool($0 != .expected) } ?? nil, "p": .double(p),
            "repeats_needed": repeatsNeeded?.json ?? nil,
            "smallest_detectable": .double(smallestDetectable), "noise": noise?.json ?? nil,
            "ranks_agree": ranks.map { .bool($0.agrees) } ?? nil,
            "same_setup": .bool(isOfOneSetup),
            "unlike": .array((reason?.unlike ?? []).map { .string($0) }),
            "explained_by": .array(
                (reason?.explanations ?? []).map {
                    ["name": .string($0.difference.name), "evidence": .string($0.evidence)]
                }),
        ]
    }
}

extension ClosedRange<Double>? {
    var json: JSONValue { map { [.double($0.lowerBound), .double($0.upperBound)] } ?? nil }
}

extension RepeatsNeeded {
    var json: JSONValue {
        switch self {
        case .count(let count): .integer(count)
        case .moreThan(let count): .string("more than \(count)")
        }
    }
}

extension Noise {
    /// `within` in seconds.
    var json: JSONValue {
        [
            "relative": .double(relative), "degrees_of_freedom": .double(degreesOfFreedom),
            "repeats": .integer(repeats), "level": .string(level.rawValue),
            "within": .double(Double(within) / 1_000),
        ]
    }
}

extension GeometricMeanRatio {
    var json: JSONValue {
        [
            "ratio": .double(ratio), "n": .integer(count),
            "left_out": .array(leftOut.map(\.json)),
        ]
    }
}

extension MetricName {
    /// The unit of the metric or of the derived value; nil where there is none.
    package var unit: MetricUnit? {
        let kind = BenchmarkKind(benchmark: benchmark)
        if let unit = MetricTable.metric(of: kind, key: metric).unit { return unit }
        return DerivedValue.Name(rawValue: metric)?.unit(of: kind)
    }

    var json: JSONValue {
        [
            "benchmark": .string(benchmark), "filesystem": .text(filesystem), "metric": .string(metric),
        ]
    }
}
