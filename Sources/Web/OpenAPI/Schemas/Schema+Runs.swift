import JSON
import Model

/// The runs, and what is said of each.
extension Schema {
    static let upload = object([
        "link": .link, "uuid": .runID,
        "duplicate": .boolean.described("Whether the same bytes were a run already."),
        "warnings": .array(.ref(.problem)),
    ])

    static let runList = object([
        "runs": .array(.ref(.run)), "total": .count, "next": .string.orNull,
        "facets": .object(facets(.map(.integer(from: 1)))), "facets_omitted": .object(facets(.count)),
        "indexing": object(["done": .count, "total": .count]).orNull.described(
            "How far the catalog is while it is made from the files; null while it has all runs."),
    ])

    private static func facets(_ schema: Schema) -> Members {
        [
            "source": schema, "rig": schema, "benchmark": schema, "filesystem": schema, "family": schema,
            "driver": schema, "label": schema,
        ]
    }

    static let run = object(
        .head + [
            "benchmarks": .array(.string), "filesystems": .array(.string), "benchmarks_total": .count,
            "filesystems_total": .count, "has_config": .boolean, "bytes": .count,
        ] + .mark + [
            "facts": .map(.anyOf(.string, .number, .boolean)),
            "audit": .ref(.auditCounts).orNull,
        ])

    static let receipt = object([
        "uuid": .runID, "filed": .time, "source": .string.orNull, "origin": origin,
        "uploaded_by": .string.orNull, "report": file,
        "config": file.orNull, "config_attached": .time.orNull,
        "warnings": .array(.ref(.problem)),
    ])

    private static let file = object(["bytes": .count, "sha256": .sha256.orNull])

    private static let origin = anyOf(
        .object([
            "kind": .constant("inbox"), "path": .string,
            "path_bytes": .string(pattern: "[0-9a-f]*").orNull, "inode": .count, "changed_ns": .integer,
        ]),
        .object(["kind": .choice(["upload", "import", "unknown"])]))

    /// A report is served as it came, also one that the old application took and benchd would not.
    static let report = any.described(
        "The report, byte for byte as it came. One that benchd has taken is an object whose member `data` has an object for each"
            + " benchmark, with an object for each filesystem.")

    static let auditPage = object(
        .head + [
            "rules": .count.orNull, "counts": .ref(.auditCounts).orNull, "from": .count,
            "total": .count, "next": .count.orNull, "findings": .array(.ref(.finding)),
        ])

    static let finding = object([
        "benchmark": .string.orNull, "filesystem": .string.orNull, "law": .integer(from: 1),
        "title": .string, "verdict": .choice(of: Finding.Verdict.self), "expected": .number.orNull,
        "found": .number.orNull, "unit": .unit, "detail": .string,
    ])

    static let auditCounts = object([
        "holds": .count, "note": .count, "odd": .count, "broken": .count, "unknown": .count,
    ])

    static let exportLine = object([
        "run": .runID, "filed": .time, "source": .string.orNull, "label": .string.orNull,
        "benchmark": .string, "filesystem": .string, "section": .choice(of: ValueSection.self),
        "metric": .string, "unit": .unit, "direction": .direction, "value": .number.orNull,
    ])
}
