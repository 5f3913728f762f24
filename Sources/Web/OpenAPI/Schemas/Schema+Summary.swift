import Analysis
import Model

/// Everything of a run but its series.
extension Schema {
    static let summary = object(
        .head + .mark + [
            "bytes": .count, "sha256": .sha256, "config": summaryConfig.orNull,
            "rules": .count.orNull, "warnings": .array(.ref(.problem)), "system_info": .any,
            "benchmarks": .array(.ref(.benchmark)), "benchmarks_total": .count,
            "filesystems": .array(.string), "filesystems_total": .count, "next": position.orNull,
            "other": .array(other), "other_hidden": .count,
            "monitoring": .object(["docker_stats": .array(.ref(.metric)), "iostat": .array(.ref(.metric))]),
            "units": .array(scale), "omitted": .array(omission),
        ])

    private static let summaryConfig = object([
        "bytes": .count, "sha256": .sha256, "entries": .array(.ref(.configMember)), "entries_total": .count,
    ])

    private static let omission = object(["pointer": .string, "bytes": .count, "range": byteRange])
    private static let other = object(["pointer": .string, "value": .any])
    private static let nameRange = byteRange.orNull

    private static let scale = object([
        "unit": .unit, "factor": .number, "steps": .array(.object(["name": .string, "size": .number])),
    ])

    static let benchmark = object([
        "index": .count, "name": .string, "name_range": nameRange,
        "kind": .choice(of: BenchmarkKind.self).orNull, "score": .string.orNull,
        "metrics": .object(["plot": .array(.ref(.metric)), "table": .array(.ref(.metric))]),
        "entries": .array(.ref(.cell)), "entries_total": .count, "entries_from": .count,
    ])

    static let cell = object([
        "filesystem": .string, "name_range": nameRange,
        "metrics": .object(["plot": numbers, "table": section]), "docker_stats": monitoring,
        "iostat": monitoring, "other": .array(other), "other_hidden": .count, "iterations": .count.orNull,
        "busy": busy,
        "corrected": .object(["iostat": .map(.number.orNull), "docker_stats": .map(.number.orNull)]),
        "derived": .array(derived),
    ])

    /// The `plot` of a section; null where the report lacks it.
    private static let numbers = map(.number.orNull).orNull
    private static let section = map(.any).orNull

    private static let monitoring = object([
        "plot": numbers, "table": section, "has_series": .boolean, "series_bytes": .count,
    ])

    /// From when to when the workload was at work.
    static let busy = object(["first": .count, "last": .count, "disk": .string.orNull]).orNull

    private static let derived = object([
        "name": .choice(of: DerivedValue.Name.self), "value": .anyOf(.number, .string, .null),
        "unknown": .string.orNull, "unit": .unit, "iteration": .string.orNull, "note": .string.orNull,
    ])

    static let metric = object([
        "key": .string, "label": .string, "unit": .unit, "direction": .direction,
        "group": .choice(of: Metric.Group.self).orNull, "group_label": .string.orNull, "per_disk": .boolean,
        "counter": .boolean, "main": .boolean, "bars": .boolean,
    ])
}
