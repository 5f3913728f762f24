package import JSON
package import Model
import System

extension StandingAnswer {
    /// The answer as the API serves it (docs/api.md).
    package func json(_ links: Links) -> JSONValue {
        [
            "as_of": .string(asOf.description), "baseline": .text(baseline),
            "filesystems": .array(comparison.items.map { .text($0.filesystem) }),
            "cells_left_out": .integer(omittedCellCount),
            "ranks": .array(rankings.map(\.json)),
            "cells": .array(
                comparison.cells.map { cell in
                    let count = cell.against.count
                    return cell.json(
                        reasons: Array(repeating: .none, count: count),
                        surprises: Array(repeating: nil, count: count), marks)
                }),
            "intervals": .array(uncertainties.map(\.json)),
            "noise_unknown": .text(noiseGap?.rawValue),
            "geometric_means": .array([nil] + comparison.geometricMeans.map { $0?.json ?? nil }),
            "repeats": .array(
                repeats.map {
                    [
                        "uuid": .string($0.run.description), "link": .string(links.run($0.run)),
                        "filed": .string($0.filed.description), "cells": .array($0.cells.map(\.json)),
                    ]
                }),
            "repeats_hidden": .integer(omittedRepeatCount),
            "setups": .array(
                setups.map {
                    [
                        "uuid": .string($0.run.description), "link": .string(links.run($0.run)),
                        "filed": .string($0.filed.description),
                        "differences": .array($0.differences.map(\.json)),
                    ]
                }),
            "stale_facts": staleFacts.json,
        ]
    }
}

extension ComparisonAnswer.Reason {
    /// Nothing of the setup differs: the filesystems of a run.
    fileprivate static let none = ComparisonAnswer.Reason(unlike: [], explanations: [])
}

extension Ranking {
    fileprivate var json: JSONValue {
        [
            "benchmark": .string(benchmark), "metric": .string(metric),
            "groups": .array(groups.map { .array($0.map { .string($0) }) }),
            "failed": .array(failed.map { .string($0) }),
            "unranked": .array(unranked.map { .string($0) }), "noise": noise?.json ?? nil,
        ]
    }
}

extension Uncertainty {
    fileprivate var json: JSONValue {
        [
            "benchmark": .string(name.benchmark), "filesystem": .text(name.filesystem),
            "metric": .string(name.metric),
            "interval": .array([.double(interval.lowerBound), .double(interval.upperBound)]),
            "noise": noise.json,
        ]
    }
}
