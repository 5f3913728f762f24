import HTTP
import JSON
import Model

/// Whether benchd can do its work, for supervisors.
struct HealthAPI: Sendable {
    let runs: RunReader
    let inbox: any InboxStatus
    let version: String
    /// The runs that are not opened, because the process ended while it worked on them.
    let quarantined: Set<RunID>

    /// 200 while benchd takes drops and uploads, else 503; with what keeps it from that, unless only the status is wanted.
    func readiness(isWhole: Bool) -> Response {
        let troubles = inbox.troubles().filter(\.part.stopsWork)
        let word: JSONValue = troubles.isEmpty ? "ready" : "not_ready"
        let whole: JSONValue = ["status": word, "problems": .array(troubles.map(\.json))]
        var response = Response(
            status: troubles.isEmpty ? 200 : 503, type: "application/json",
            bytes: (isWhole ? whole : ["status": word]).bytes)
        response.headers["Cache-Control"] = "no-store"
        if !troubles.isEmpty { response.headers["Retry-After"] = "10" }
        return response
    }

    /// 200 while benchd can do its work, else 503; in both cases with what is wrong, unless only the status is wanted.
    func health(isWhole: Bool) throws(Problem) -> Response {
        var query = RunQuery()
        query.limit = 1
        let count = try runs.runs(query).total
        let troubles = inbox.troubles()
        let word: JSONValue = troubles.isEmpty ? "ok" : "degraded"
        let whole: JSONValue = [
            "status": word, "libmicrohttpd": .string(HTTPLibrary.version), "version": .string(version),
            "runs": .integer(count),
            "backup": runs.lastBackup?.json ?? .null, "problems": .array(troubles.map(\.json)),
            "quarantined": .array(quarantined.sorted().map { .string("\($0)") }),
        ]
        // A supervisor must not end a daemon for a damaged file, which no restart mends, or while it makes the catalog.
        let isBad = troubles.contains { $0.part.stopsWork && !$0.part.endsByItself }
        var response = Response(
            status: isBad ? 503 : 200, type: "application/json",
            bytes: (isWhole ? whole : ["status": word]).bytes)
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
