import JSON
import Model

/// The runs on which a signal has ended the process under this version (`FatalRecord`): nothing is computed from them.
///
/// Their files still come byte for byte. Another version of the program opens them again.
struct Quarantine: Sendable {
    let ids: Set<RunID>
    let runs: RunReader
    let links: Links

    /// Refuses to open any of these runs that is in quarantine.
    func expectNone(
        of references: @autoclosure () throws(Problem) -> [RunReference]
    ) throws(Problem) {
        if ids.isEmpty { return }
        for reference in try references() {
            let id = try runs.id(reference)
            if ids.contains(id) { throw try problem(id) }
        }
    }

    private func problem(_ id: RunID) throws(Problem) -> Problem {
        let counts = try runs.byteCounts(id)
        var members: [JSONValue.Member] = [
            .init("uuid", .string("\(id)")), .init("report_bytes", .integer(counts.report)),
            .init("report", .string(links.report(id))),
        ]
        if let byteCount = counts.config {
            members.append(.init("config_bytes", .integer(byteCount)))
            members.append(.init("config", .string(links.config(id))))
        }
        return Problem(
            .runQuarantined,
            "benchd ended while it worked on the run \(id), and this version does not open it again; its files can be"
                + " downloaded. Report this with the log's line; another version opens the run.",
            members: members)
    }
}
