import Analysis
import HTTP
import Model

/// Where the pages are.
extension Links {
    /// The list of runs, after the run of a cursor.
    func runs(after cursor: RunCursor? = nil) -> String {
        address("/", [("cursor", cursor?.description)])
    }

    /// The part of a run's page that begins at a position.
    func run(_ id: RunID, from position: OutlinePosition) -> String {
        run(id) + Self.query([("from", position.description)])
    }

    /// The entries of a run's config archive, from a place on.
    func configFiles(_ id: RunID, from place: Int = 0) -> String {
        run(id) + "/config" + Self.query([("from", place > 0 ? String(place) : nil)])
    }

    /// An entry of a run's config archive on the run's page, at a line.
    func shownEntry(_ entry: EntryAddress, of id: RunID, line: Int? = nil) -> String {
        let path = PercentEncoding.path(entry.path)
        return run(id) + "#config/\(path)" + Self.query([("index", entry.index), ("line", line)])
    }

    /// The comparison of two runs' config archives, the baseline first; of fewer runs, the choice of the next.
    ///
    /// The choice begins after the run of `cursor`. `part` is a status, and where among its items the page begins.
    func configComparison(
        _ runs: [RunID], after cursor: RunCursor? = nil,
        part: (status: ConfigComparison.Status, from: Int)? = nil
    ) -> String {
        address("/compare/config", Self.compared(runs, cursor, part))
    }

    /// The comparison of runs, or of filesystems of runs, the baseline first; of one benchmark, or of all.
    func comparison(_ items: [ComparedItem], benchmark: String? = nil) -> String {
        address(
            "/compare",
            [
                ("runs", items.map(Self.side).joined(separator: ",")),
                ("benchmark", benchmark.map { PercentEncoding.component($0) }),
            ])
    }

    /// A side of a comparison: a comma and a colon in its name are encoded twice, since the list reads them.
    private static func side(_ item: ComparedItem) -> String {
        let name = item.filesystem.map { name in
            PercentEncoding.component(
                name.replacing("%", with: "%25").replacing(",", with: "%2C").replacing(":", with: "%3A"))
        }
        return [item.run.description, name].compactMap { $0 }.joined(separator: ":")
    }

    /// The inbox, with its items and its rejected drops from these places on, in hexadecimal digits.
    func inbox(from item: String? = nil, rejectedFrom rejected: String? = nil) -> String {
        address("/inbox", [("from", item), ("rejected_from", rejected)])
    }

    /// An address below the base path.
    func address(_ path: String, _ items: [(name: String, value: String?)] = []) -> String {
        base + path + Self.query(items)
    }

    /// The items of a comparison's query.
    static func compared(
        _ runs: [RunID], _ cursor: RunCursor? = nil,
        _ part: (status: ConfigComparison.Status, from: Int)? = nil
    ) -> [(name: String, value: String?)] {
        [
            ("runs", runs.isEmpty ? nil : runs.map(\.description).joined(separator: ",")),
            ("cursor", cursor?.description), ("status", part?.status.rawValue),
            ("from", part.map { String($0.from) }),
        ]
    }

    /// A query of the items that have a value, which must need no percent-encoding; empty for none.
    static func query(_ items: [(name: String, value: String?)]) -> String {
        let texts = items.compactMap { item in item.value.map { "\(item.name)=\($0)" } }
        return texts.isEmpty ? "" : "?" + texts.joined(separator: "&")
    }

    private static func query(_ items: [(name: String, value: Int?)]) -> String {
        query(items.map { ($0.name, $0.value.map { String($0) }) })
    }
}
