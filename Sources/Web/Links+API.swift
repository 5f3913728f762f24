import HTTP
import Model

/// Where the API serves what (docs/api.md).
extension Links {
    /// A run's report, byte for byte.
    func report(_ id: RunID) -> String { address("/api/benchmarks/\(id)") }

    /// Some bytes of a run's report; nil for nil.
    func part(_ bytes: Range<Int>?, of id: RunID) -> String? {
        bytes.map { report(id) + "/part" + Self.query([("bytes", "\($0.lowerBound)-\($0.upperBound)")]) }
    }

    /// A run's receipt.
    func receipt(_ id: RunID) -> String { report(id) + "/receipt" }

    /// The summary of a run, from a position on.
    func summary(_ id: RunID, from position: OutlinePosition) -> String {
        report(id) + "/summary" + Self.query([("from", position.description)])
    }

    /// The series of a cell of a run; what asks for it adds the group.
    func series(_ id: RunID, benchmark: String, filesystem: String) -> String {
        report(id) + "/series"
            + Self.query([
                ("benchmark", PercentEncoding.component(benchmark)),
                ("filesystem", PercentEncoding.component(filesystem)),
            ])
    }

    /// How a run stands among the others.
    func standing(_ id: RunID) -> String { report(id) + "/standing" }

    /// What the audit found in a run.
    func audit(_ id: RunID) -> String { report(id) + "/audit" }

    /// All values of a run as CSV.
    func values(_ id: RunID) -> String { address("/api/export", [("runs", id.description)]) }

    /// A run's config archive, byte for byte.
    func config(_ id: RunID) -> String { report(id) + "/config" }

    /// What a run's config archive holds, at most so many entries of it.
    func configListing(_ id: RunID, limit: Int? = nil) -> String {
        config(id) + "/files" + Self.query([("limit", limit.map { String($0) })])
    }

    /// One entry of a run's config archive.
    func entry(_ entry: EntryAddress, of id: RunID) -> String {
        let path = PercentEncoding.path(entry.path)
        return configListing(id) + "/\(path)" + Self.query([("index", entry.index.map { String($0) })])
    }

    /// What differs between the config archives of two runs.
    func configDifferences(_ runs: [RunID]) -> String {
        address("/api/compare/config", Self.compared(runs))
    }

    /// What is in the inbox, with its items and its rejected drops from these places on, in hexadecimal digits.
    func inboxState(from item: String?, rejectedFrom rejected: String?) -> String {
        address("/api/inbox", [("from", item), ("rejected_from", rejected)])
    }
}
