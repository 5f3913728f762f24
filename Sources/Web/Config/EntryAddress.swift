import Store

/// How addresses name the entries of an archive.
///
/// Browsers take the segment "." out of a path however it is written, so two paths that differ in nothing else share
/// an address, as two entries of one path do; then `?index=` tells them apart.
struct EntryAddress: Sendable {
    private let run: RunID
    private let entries: [ConfigListing.Entry]
    /// What more than one entry is reached by.
    private let shared: Set<[UInt8]>

    /// Addresses in a run's archive.
    init(_ run: RunID, _ entries: [ConfigListing.Entry]) {
        self.run = run
        self.entries = entries
        var seen: Set<[UInt8]> = []
        shared = Set(entries.map { Self.plain($0.path) }.filter { !seen.insert($0).inserted })
    }

    /// Where the API serves an entry.
    func link(_ entry: ConfigListing.Entry) -> String {
        "/api/benchmarks/\(run)/config/files/\(PercentEncoding.path(entry.path))"
            + Self.query([("index", index(entry))])
    }

    /// Where the run's page shows an entry, at a line.
    func pageLink(_ entry: ConfigListing.Entry, line: Int? = nil) -> String {
        "/benchmarks/\(run)#config/\(PercentEncoding.path(entry.path))"
            + Self.query([("index", index(entry)), ("line", line)])
    }

    /// The entry at an address.
    ///
    /// - Throws: A problem that says what is there instead.
    func entry(_ path: String, index: Int?) throws(Problem) -> ConfigListing.Entry {
        let name = JSONPointer.quoted(path)
        guard let index else {
            let exact = entries.first { $0.path.utf8.elementsEqual(path.utf8) }
            if let entry = exact ?? entries.first(where: { Self.plain($0.path) == Self.plain(path) }) {
                return entry
            }
            throw Problem(.notFound, "The config archive of the run \(run) has no entry \(name).")
        }
        guard entries.indices.contains(index) else {
            throw Problem(
                .notFound,
                "The config archive of the run \(run) has \(entries.count) entries, counted from 0.")
        }
        let entry = entries[index]
        guard Self.plain(entry.path) == Self.plain(path) else {
            throw Problem(
                .notFound,
                "The entry \(index) of the config archive is \(JSONPointer.quoted(entry.path)), not \(name).")
        }
        return entry
    }

    private func index(_ entry: ConfigListing.Entry) -> Int? {
        shared.contains(Self.plain(entry.path)) ? entry.index : nil
    }

    private static func plain(_ path: String) -> [UInt8] {
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return Array(segments.filter { !$0.elementsEqual(".".utf8) }.joined(separator: "/".utf8))
    }

    private static func query(_ items: [(name: String, value: Int?)]) -> String {
        let texts = items.compactMap { item in item.value.map { "\(item.name)=\($0)" } }
        return texts.isEmpty ? "" : "?" + texts.joined(separator: "&")
    }
}
