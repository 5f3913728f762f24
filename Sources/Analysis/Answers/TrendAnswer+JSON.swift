package import JSON
package import Model
import System

extension TrendAnswer {
    /// The answer as the API serves it (docs/api.md).
    package func json(_ links: Links) -> JSONValue {
        [
            "source": .text(rig), "metric": .string(metric), "unit": .text(unit?.rawValue),
            "direction": .text(direction?.rawValue), "as_of": .string(asOf.description),
            "points": .array(trend.points.map { $0.json(links, marks) }),
            "segments": .array(trend.segments.map(\.json)),
            "steps": .array(zip(trend.steps, changes).map { $0.json($1) }),
            "has_older_runs": .bool(hasOlderRuns),
        ]
    }
}

extension Trend.Point {
    fileprivate func json(_ links: Links, _ marks: CellMarks) -> JSONValue {
        [
            "uuid": .string(measurement.run.description), "link": .string(links.run(measurement.run)),
            "filed": .string(measurement.filed.description), "value": .double(measurement.value),
            "segment": segment.map { .integer($0) } ?? nil,
            "outside": isOutside.map { .bool($0) } ?? nil, "expected": expected.json,
            "excluded": .bool(measurement.isExcluded),
            "audit": .text(marks[measurement]?.rawValue),
        ]
    }
}

extension Trend.Segment {
    fileprivate var json: JSONValue {
        [
            "setup": .string(setup.text), "mean": .double(mean), "relative": .double(relative),
            "n": .integer(count), "smallest_detectable": .double(smallestDetectable),
        ]
    }
}

extension Trend.Step {
    fileprivate func json(_ changes: [SetupDifference]) -> JSONValue {
        [
            "at": .string(at.description), "kind": .string(kind.rawValue), "ratio": .double(ratio),
            "interval": interval.json, "interval_level": .double(intervalLevel),
            "verdict": .text(verdict?.rawValue),
            "differences": .array(
                changes.map {
                    [
                        "kind": .string($0.kind.rawValue), "file": .text($0.file), "name": .string($0.name),
                        "values": .array($0.values.map { .text($0) }),
                    ]
                }),
        ]
    }
}
