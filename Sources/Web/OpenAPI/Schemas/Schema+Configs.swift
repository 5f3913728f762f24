import JSON
import Model

/// Config archives, and the inbox through which they come.
extension Schema {
    static let configListing = object([
        "entries": .array(.ref(.configMember)), "from": .count, "total": .count, "next": .count.orNull,
        "notes": .array(.string), "findings": .array(secretFinding),
    ])

    static let configMember = object(
        [
            "index": .count, "path": .string, "type": .choice(of: ConfigListing.Kind.self), "size": .count,
            "compressed_size": .count, "method": .string, "crc32": crc32,
            "mode": .string(pattern: "[0-7]{4,6}").orNull, "modified": .string.orNull, "encrypted": .boolean,
            "offset": .count,
        ],
        optional: [
            "target": .string, "path_is_guess": .constant(true), "path_bytes": .string(pattern: "[0-9a-f]*"),
            "needs_index": .constant(true),
        ])

    private static let crc32 = string(pattern: "[0-9a-f]{8}")

    private static let secretFinding = object([
        "entry": .string, "index": .count, "line": .integer(from: 1).orNull,
        "kind": .choice(of: SecretFinding.Kind.self), "name": .string.orNull, "detail": .string,
    ])

    static let configComparison = object([
        "baseline": comparedRun, "other": comparedRun, "baseline_root": .string.orNull,
        "other_root": .string.orNull, "totals": .object(byStatus(.count)), "entries": .array(comparedMember),
        "next": .object(byStatus(.count.orNull)),
    ])

    private static let comparedRun = object(.head + ["has_config": .boolean])

    private static func byStatus(_ schema: Schema) -> Members {
        ["changed": schema, "only_in_baseline": schema, "only_in_other": schema, "same": schema]
    }

    private static let comparedMember = object([
        "path": .string, "status": .choice(of: ConfigComparison.Status.self), "baseline": memberOfSide,
        "other": memberOfSide, "diff": textDiff.orNull, "no_diff": .string.orNull,
    ])

    private static let memberOfSide = object(["index": .count, "size": .count, "crc32": crc32]).orNull

    private static let textDiff = object([
        "hunks": .array(
            .object([
                "baseline_start": .count, "baseline_count": .count, "other_start": .count,
                "other_count": .count,
                "lines": .array(.object(["op": .choice(["same", "removed", "added"]), "text": .string])),
            ])),
        "notes": .array(.string),
    ])

    static let inbox = object([
        "items": .array(
            .object([
                "path": .string, "bytes": .count.orNull, "stage": .choice(of: InboxState.Stage.self),
                "since": .time.orNull, "until": .time.orNull,
                "problem": .ref(.problem).orNull,
            ])),
        "items_total": .count, "items_next": pathPlace.orNull,
        "filed": .array(.object(.head + ["path": .string.orNull, "has_config": .boolean])),
        "rejected": .array(
            .object([
                "name": .string, "path": .string, "at": .time.orNull,
                "problem": .ref(.problem).orNull,
            ])),
        "rejected_total": .count, "rejected_next": pathPlace.orNull,
        "watch": .object(["mode": .choice(of: InboxState.Watch.Mode.self), "reason": .string.orNull]),
        "problems": .array(.ref(.trouble)),
    ])
}
