import Analysis
import JSON
import Model

/// What many answers have.
extension Schema {
    private static let uuidPattern = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    private static let latestPattern =
        "latest|[0-9a-fA-F]{12}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

    /// The id of a run, as answers write it.
    static let runID = Schema.string(pattern: "\(uuidPattern)|[0-9a-f]{12}")
    /// A run, as requests name it.
    static let runName = Schema.string(pattern: latestPattern).example("latest")
    /// Some runs, with commas between them.
    static func runNames(_ counts: ClosedRange<Int>, sides: Bool = false) -> Schema {
        let item = sides ? "(?:\(latestPattern))(?::[^,:]+)?" : "(?:\(latestPattern))"
        return .string(
            pattern: "\(item)(?:,\(item)){\(counts.lowerBound - 1),\(counts.upperBound - 1)}"
        ).example("latest,latest")
    }

    /// An instant in answers: RFC 3339 in UTC, with milliseconds.
    static let time = Schema.string(
        pattern: "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z")
    private static let timePattern =
        "-?[0-9]{1,19}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?"
        + "(?:[Zz]|[-+ ][0-9]{2}:[0-9]{2}))?"
    /// An instant in requests: RFC 3339, a date, or milliseconds since 1970.
    static let askedTime = Schema.string(pattern: timePattern).example("2026-11-23T18:41:18Z")
    /// The same of a filter, which may be empty.
    static let filterTime = Schema.string(pattern: "|\(timePattern)").example("2026-11-23")

    /// Where something is on this server: a path with or without a query.
    static let link = Schema.string(pattern: "/.*")
    static let sha256 = Schema.string(pattern: "[0-9a-f]{64}")
    /// The first byte of a part of the report, and the byte after its last.
    static let byteRange = Schema.array(.count, count: 2...2)
    static let unit = Schema.choice(of: MetricUnit.self).orNull
    static let direction = Schema.choice(of: Metric.Direction.self).orNull
    static let group = Schema.choice(of: MonitoringGroup.self)

    /// A part of a whole: "0.05" or "5%".
    static let share = Schema.string(pattern: #"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)%?"#).example("0.05")
    /// What an earlier answer gave as `next`, where it is a cell of the report.
    static let position = Schema.string(pattern: #"[0-9]{1,10}(?:\.[0-9]{1,10})?"#).example("0.0")
    /// What an earlier answer gave as `next`, where it is a path.
    static let pathPlace = Schema.string(pattern: "(?:[0-9a-fA-F]{2})+")
    private static let cursorPattern =
        "[0-9-]{1,20}\\.[0-9a-fA-F-]{12,36}(?:\\.[^~]*)?"
    static let cursor = Schema.string(pattern: cursorPattern)
    static let exportCursor = Schema.string(
        pattern: "(?:-|\(cursorPattern))(?:~[0-9a-fA-F-]{12,36}~[0-9]{1,19})?")
}

extension Schema.Members {
    /// What begins every answer about a run.
    static let head: Schema.Members = [
        "uuid": .runID, "link": .link, "source": .string.orNull, "filed": .time,
    ]
    /// What people say of a run.
    static let mark: Schema.Members = [
        "label": .string.orNull, "note": .string.orNull, "tags": .array(.string), "excluded": .string.orNull,
        "pinned": .boolean,
    ]
    /// A benchmark on a filesystem.
    static let cellName: Schema.Members = ["benchmark": .string, "filesystem": .string]
}
