import JSON
import Model

extension Schema {
    /// The problem object of RFC 9457, in answers, receipts and warnings.
    static let problem = problem(
        of: Problem.Kind.allCases, status: .integer(200...599).described("The status of the answer."))

    /// The problem of an answer with a status.
    static func problem(status: Int) -> Schema {
        problem(
            of: Problem.Kind.allCases.filter { $0.statuses.contains(status) },
            status: .constant(.integer(status)))
    }

    private static func problem(of kinds: [Problem.Kind], status: Schema) -> Schema {
        .object(
            [
                "type": .choice(kinds.map(\.type)).described("A stable identifier, which leads to no page."),
                "title": .string.described("A few words that are the same for every such problem."),
                "status": status,
                "detail": .string.described("What is wrong, where, and what to do, for people."),
            ], optional: facts)
    }

    private static let facts: Members = [
        "parameter": .string.described("The parameter that is wrong."),
        "pointer": .string.described("The JSON Pointer of the place in the report."),
        "expected": .string.described("What there must be."),
        "found": .string.orNull.described("What there is; null for nothing."),
        "line": .integer(from: 1), "column": .integer(from: 1), "offset": .count,
        "faults": .array(
            .object(["pointer": .string, "expected": .string, "found": .string]), count: 0...10),
        "bytes": .count, "limit": .count, "links": .count.described("How many links the archive has."),
        "host": .string.described("The host that is no name of this server."),
        "retry_after": .integer(from: 0).described("After how many seconds to ask again."),
        "entry": .string.described("The member of the config archive."),
        "index": .count.described("The place of that member in the archive."),
        "name": .string.described("The key of a secret."),
        "removed": .time.described("When the run was removed."),
        "reason": .string.described("Why it was removed."),
        "uuid": .runID, "report_bytes": .count, "report": .link, "config_bytes": .count, "config": .link,
    ]

    /// What keeps benchd from its work.
    static let trouble = object(["detail": .string, "since": .time])

    /// Who may not read in a closed installation gets the status alone; so here and below.
    static let health = object(
        ["status": .choice(["ok", "degraded"])],
        optional: [
            "libmicrohttpd": .string, "version": .string, "runs": .count,
            "backup": object(["at": .time, "path": .string, "runs": .count]).orNull,
            "problems": .array(.ref(.trouble)), "quarantined": .array(.runID),
        ])

    static let readiness = object(
        ["status": .choice(["ready", "not_ready"])], optional: ["problems": .array(.ref(.trouble))])
}
