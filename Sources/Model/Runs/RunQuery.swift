package import System

/// Which runs are asked for, in which order, and how many.
package struct RunQuery: Equatable, Sendable {
    /// Words as people type them: all must occur in what is known of a run, the last one as the beginning of a word.
    package var words: String?
    /// Exact names; nil for any.
    package var source: String?
    /// The source, else the host name in the report.
    package var rig: String?
    package var benchmark: String?
    package var filesystem: String?
    /// What stands before the first "_" of a filesystem's name, or all of it.
    package var family: String?
    /// What stands after the first "_" of a filesystem's name.
    package var driver: String?
    package var label: String?
    package var hasConfig: Bool?
    /// Filed at this time or later.
    package var since: Timestamp?
    /// Filed before this time.
    package var until: Timestamp?
    /// Only these runs, where they are there; nil for any.
    package var ids: [RunID]?
    package var order = RunOrder.newest
    /// 1 to 500.
    package var limit = 50
    /// Where the page before ended, in the same order; nil for the first page.
    package var cursor: RunCursor?
    /// Whether the page ends before the cursor, instead of beginning after it: the way back.
    package var endsBeforeCursor = false
    /// Whether the page counts the runs by their names.
    package var wantsFacets = false
    /// The most names of a field that are counted one by one.
    package var facetLimit = RunFacets.nameLimit

    /// The newest 50 runs.
    package init() {}

    /// Whether it leaves any run out.
    package var isFiltered: Bool {
        var rest = self
        (rest.order, rest.limit, rest.cursor, rest.wantsFacets) = (.newest, 50, nil, false)
        rest.endsBeforeCursor = false
        return rest != RunQuery()
    }
}

/// The order of a list; the raw value is its name in addresses.
package enum RunOrder: String, CaseIterable, Sendable {
    /// By the time of filing, then by id, both backwards.
    case newest = "-filed"
    /// The same forwards.
    case oldest = "filed"
    /// By source, runs without one first; then as `newest`.
    case source
    /// The largest report first; then as `newest`.
    case bytes
}

/// The last run of a page: it stays a place in the list while runs arrive.
package struct RunCursor: Equatable, Sendable, CustomStringConvertible {
    /// What the list is ordered by before the time of filing.
    package enum Key: Equatable, Sendable {
        /// Nothing: newest or oldest first.
        case filed
        case source(String?)
        case bytes(Int)
    }

    package let key: Key
    package let filed: Timestamp
    package let id: RunID

    /// The place of a run.
    package init(key: Key = .filed, filed: Timestamp, id: RunID) {
        self.key = key
        self.filed = filed
        self.id = id
    }

    /// The place of a run in a list of an order.
    package init(of run: Run, in order: RunOrder) {
        let key: Key =
            switch order {
            case .newest, .oldest: .filed
            case .source: .source(run.source)
            case .bytes: .bytes(run.report.byteCount)
            }
        self.init(key: key, filed: run.filed, id: run.id)
    }

    /// Reads what `description` wrote; nil for anything else.
    package init?(_ text: String) {
        let fields = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(fields.count), let milliseconds = Int64(fields[0]),
            let id = RunID(String(fields[1])), let key = Key(fields.count == 3 ? fields[2] : nil)
        else { return nil }
        self.init(key: key, filed: Timestamp(milliseconds: milliseconds), id: id)
    }

    /// Milliseconds, a point, the id, and where the order has one a point and the key: safe in a URL.
    package var description: String {
        "\(filed.milliseconds).\(id)" + (key.text.map { ".\($0)" } ?? "")
    }

    /// Whether it is a place of a list in an order.
    package func isOf(_ order: RunOrder) -> Bool {
        switch (order, key) {
        case (.newest, .filed), (.oldest, .filed), (.source, .source), (.bytes, .bytes): true
        default: false
        }
    }
}

extension RunCursor.Key {
    /// A letter and the value, a source in hexadecimal digits; nil for none.
    fileprivate var text: String? {
        switch self {
        case .filed: nil
        case .source(nil): "n"
        case .source(let source?): "s" + Hexadecimal.text(Array(source.utf8))
        case .bytes(let count): "b\(count)"
        }
    }

    fileprivate init?(_ text: Substring?) {
        guard let text else {
            self = .filed
            return
        }
        let value = String(text.dropFirst())
        switch text.first {
        case "n" where value.isEmpty: self = .source(nil)
        case "s":
            guard let bytes = Hexadecimal.bytes(value), let source = String(validating: bytes, as: UTF8.self)
            else { return nil }
            self = .source(source)
        case "b":
            guard let count = Int(value), count >= 0 else { return nil }
            self = .bytes(count)
        default: return nil
        }
    }
}
