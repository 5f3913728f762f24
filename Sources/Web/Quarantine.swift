import HTTP
import JSON
import Model

/// The runs on which a signal has ended the process under this version (`FatalRecord`): nothing is computed from them.
///
/// Their files still come byte for byte. Another version of the program opens them again.
struct Quarantine: Sendable {
    let ids: Set<RunID>
    let runs: RunReader

    /// Why a request is not computed; nil where it may be.
    func objection(to route: Route, _ request: Request) throws(Problem) -> Problem? {
        if ids.isEmpty { return nil }
        for reference in try route.computedRuns(request) {
            let id = try runs.id(reference)
            if ids.contains(id) { return try problem(id) }
        }
        return nil
    }

    private func problem(_ id: RunID) throws(Problem) -> Problem {
        let counts = try runs.byteCounts(id)
        var members: [JSONValue.Member] = [
            .init("uuid", .string("\(id)")), .init("report_bytes", .integer(counts.report)),
            .init("report", .string("/api/benchmarks/\(id)")),
        ]
        if let byteCount = counts.config {
            members.append(.init("config_bytes", .integer(byteCount)))
            members.append(.init("config", .string("/api/benchmarks/\(id)/config")))
        }
        return Problem(
            .runQuarantined,
            "benchd ended while it worked on the run \(id), and this version does not open it again; its files can be"
                + " downloaded. Report this with the log's line; another version opens the run.",
            members: members)
    }
}

extension Route {
    /// The runs whose report or archive is read for the answer; none where files are sent as they are.
    func computedRuns(_ request: Request) throws(Problem) -> [RunReference] {
        switch self {
        case .runPage(let run), .summary(let run), .series(let run): [run]
        case .configFiles(let run), .configFilesPage(let run), .configEntry(let run, path: _): [run]
        case .configComparison, .configComparisonPage: try ConfigComparisonReader.references(request)
        case .runsPage, .inboxPage, .upload, .inbox, .runList, .report, .part, .config, .receipt, .health,
            .favicon, .asset:
            []
        }
    }
}
