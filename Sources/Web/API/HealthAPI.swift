import Store

/// Whether benchd can do its work, for supervisors.
struct HealthAPI: Sendable {
    let runs: RunReader
    let intake: any Intake
    let version: String
    /// The runs that are not opened, because the process ended while it worked on them.
    let quarantined: Set<RunID>

    /// 200 while benchd can do its work, else 503 with what keeps it from that.
    func health() throws(Problem) -> Response {
        var query = RunQuery()
        query.limit = 1
        let count = try runs.runs(query).total
        let troubles = intake.troubles()
        let status: JSONValue = [
            "status": troubles.isEmpty ? "ok" : "degraded", "version": .string(version),
            "runs": .integer(count), "problems": .array(troubles.map(\.json)),
            "quarantined": .array(quarantined.sorted().map { .string("\($0)") }),
        ]
        var response = Response(
            status: troubles.isEmpty ? 200 : 503, type: "application/json", bytes: status.bytes)
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
