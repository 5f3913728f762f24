import Store

/// Whether benchd can do its work, for supervisors.
struct HealthAPI: Sendable {
    let runs: RunReader
    let version: String

    /// A short answer when the catalog can be read.
    func health() throws(Problem) -> Response {
        var query = RunQuery()
        query.limit = 1
        let status: JSONValue = [
            "status": "ok", "version": .string(version), "runs": .integer(try runs.runs(query).total),
        ]
        var response = Response(type: "application/json", bytes: status.bytes)
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
