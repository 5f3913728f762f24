import HTTP
import JSON
import Model

/// How addresses name the entries of an archive.
///
/// Browsers take the segment "." out of a path however it is written, so two paths that differ in nothing else share
/// an address, as two entries of one path do; then `?index=` tells them apart.
struct EntryAddress: Sendable {
    private let path: String
    private let index: Int?

    /// An entry's; with its index where the path alone is not known to be enough.
    init(_ entry: ConfigListing.Entry, isShared: Bool = true) {
        self.init(path: entry.path, index: isShared ? entry.index : nil)
    }

    init(path: String, index: Int?) {
        self.path = path
        self.index = index
    }

    /// Where the API serves the entry of a run's archive.
    func link(in run: RunID) -> String {
        "/api/benchmarks/\(run)/config/files/\(PercentEncoding.path(path))\(Self.query([("index", index)]))"
    }

    /// Where the run's page shows the entry, at a line.
    func pageLink(in run: RunID, line: Int? = nil) -> String {
        "/benchmarks/\(run)#config/\(PercentEncoding.path(path))"
            + Self.query([("index", index), ("line", line)])
    }

    private static func query(_ items: [(name: String, value: Int?)]) -> String {
        let texts = items.compactMap { item in item.value.map { "\(item.name)=\($0)" } }
        return texts.isEmpty ? "" : "?" + texts.joined(separator: "&")
    }
}
