package import System

/// Which runs a list shows.
package struct RunQuery: Equatable, Sendable {
    /// Exact names; nil for any.
    package var source: String?
    package var benchmark: String?
    package var filesystem: String?
    /// 1 to 500.
    package var limit = 50
    /// Where the page before ended; nil for the newest.
    package var cursor: RunCursor?

    /// The newest 50 runs.
    package init() {}

    /// Whether it leaves any run out.
    package var isFiltered: Bool { source != nil || benchmark != nil || filesystem != nil }
}

/// The last run of a page.
package struct RunCursor: Equatable, Sendable, CustomStringConvertible {
    package let filed: Timestamp
    package let id: RunID

    /// The place of a run.
    package init(filed: Timestamp, id: RunID) {
        self.filed = filed
        self.id = id
    }

    /// Reads what `description` wrote; nil for anything else.
    package init?(_ text: String) {
        let fields = text.split(separator: ".", maxSplits: 1)
        guard fields.count == 2, let milliseconds = Int64(fields[0]), let id = RunID(String(fields[1])) else {
            return nil
        }
        self.init(filed: Timestamp(milliseconds: milliseconds), id: id)
    }

    /// Milliseconds, a point, the id: safe in a URL.
    package var description: String { "\(filed.milliseconds).\(id)" }
}

/// Some runs, newest first.
package struct RunPage: Equatable, Sendable {
    package let runs: [Run]
    /// How many runs the query has in all.
    package let total: Int
    /// Where the next page begins; nil on the last.
    package let next: RunCursor?

    /// Makes the value from its fields; nothing is checked.
    package init(runs: [Run], total: Int, next: RunCursor?) {
        self.runs = runs
        self.total = total
        self.next = next
    }
}
