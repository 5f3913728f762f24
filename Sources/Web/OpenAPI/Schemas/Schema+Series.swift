import Analysis
import Model

/// The series of a run, in each of their three forms.
extension Schema {
    /// A group of series, as the report has it.
    static let rawSeries = map(.any).excluding(keys: ["uuid", "points", "series"], ["figures", "use"])

    static let bucketedSeries = object(
        .head + .cellName + [
            "group": .group, "points": .integer(from: 1), "busy": busy, "series_further": .count,
            "series": .array(.anyOf(.object(series + values), .object(series + buckets))),
        ])

    private static let series: Members = [
        "key": .string, "metric": .ref(.metric), "disk": .string.orNull, "count": .count, "from": .count,
        "to": .count,
    ]
    private static let values: Members = [
        "values": .array(.number.orNull), "no_samples": .array(.count),
    ]
    private static let buckets: Members = [
        "buckets": .array(
            .object([
                "from": .count, "to": .count, "min": .number.orNull, "mean": .number.orNull,
                "max": .number.orNull, "samples": .count,
            ]))
    ]

    static let drawnSeries = object([
        "figures": .array(figure), "figures_further": .count, "entries_undrawn": .count,
        "resources": .array(.object(["id": .choice(of: Resource.self), "label": .string, "unit": .unit])),
        "use": .array(use),
    ])

    private static let figure = object([
        "id": .string, "group": .group, "metric": .ref(.metric), "disk": .string.orNull, "title": .string,
        "note": .string, "unit": .unit, "axis": .string,
        "lines": .array(.anyOf(.object(line), .object(line + bands))),
    ])

    private static let line: Members = [
        "filesystem": .string, "key": .string, "disk": .string.orNull, "count": .count,
        "x": .array(.number.orNull), "y": .array(.number.orNull),
    ]
    private static let bands: Members = [
        "low": .array(.number.orNull), "high": .array(.number.orNull),
    ]

    private static let use = object([
        "filesystem": .string, "cpu": .number.orNull, "memory": .number.orNull,
        "machine_cpu": .number.orNull, "iowait": .number.orNull, "util": .number.orNull,
    ])
}
