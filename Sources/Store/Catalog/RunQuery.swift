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
}

/// The last run of a page.
package struct RunCursor: Equatable, Sendable, CustomStringConvertible {
    let filed: Timestamp
    let id: RunID

    init(filed: Timestamp, id: RunID) {
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
}

/// Turns a query into SQL.
enum RunSearch {
    static func run(_ query: RunQuery, in database: Database) throws(CatalogError) -> RunPage {
        let filter = Filter(query)
        var total = 0
        try database.query("SELECT count(*) FROM runs WHERE \(filter.condition)", filter.values) { row in
            total = Int(row.integer(0))
        }
        var condition = filter.condition
        var values = filter.values
        if let cursor = query.cursor {
            condition += " AND (filed, id) < (?, ?)"
            values += [.integer(cursor.filed.milliseconds), .text(cursor.id.description)]
        }
        var runs: [Run] = []
        try database.query(
            "SELECT id, filed, source, report_bytes, report_digest, config_bytes, config_digest, path FROM runs"
                + " WHERE \(condition) ORDER BY filed DESC, id DESC LIMIT ?",
            values + [.integer(Int64(query.limit + 1))]
        ) { row in
            if let run = run(row) { runs.append(run) }
        }
        let page = try runs.prefix(query.limit).map { (run) throws(CatalogError) in
            try named(run, in: database)
        }
        let next = runs.count > query.limit ? page.last.map { RunCursor(filed: $0.filed, id: $0.id) } : nil
        return RunPage(runs: page, total: total, next: next)
    }

    private static func run(_ row: borrowing Database.Row) -> Run? {
        guard let id = row.text(0).flatMap(RunID.init), let digest = row.blob(4).flatMap(Digest.init(bytes:))
        else { return nil }
        return Run(
            id: id, filed: Timestamp(milliseconds: row.integer(1)), source: row.text(2),
            path: row.blob(7).map { FilePath(bytes: $0) },
            report: FiledFile(byteCount: Int(row.integer(3)), digest: digest),
            config: row.blob(6).flatMap(Digest.init(bytes:)).map {
                FiledFile(byteCount: Int(row.integer(5)), digest: $0)
            },
            benchmarks: [], filesystems: [])
    }

    private static func named(_ run: Run, in database: Database) throws(CatalogError) -> Run {
        var names: [Int64: [String]] = [:]
        try database.query(
            "SELECT kind, name FROM names WHERE run = ? ORDER BY kind, name", [.text(run.id.description)]
        ) { row in names[row.integer(0), default: []].append(row.text(1) ?? "") }
        return Run(
            id: run.id, filed: run.filed, source: run.source, path: run.path, report: run.report,
            config: run.config,
            benchmarks: names[CatalogSchema.NameKind.benchmark.rawValue] ?? [],
            filesystems: names[CatalogSchema.NameKind.filesystem.rawValue] ?? [])
    }

    private struct Filter {
        var condition = "1"
        var values: [Database.Value] = []

        init(_ query: RunQuery) {
            if let source = query.source {
                condition += " AND source = ?"
                values.append(.text(source))
            }
            let names: [(CatalogSchema.NameKind, String?)] = [
                (.benchmark, query.benchmark), (.filesystem, query.filesystem),
            ]
            for case (let kind, let name?) in names {
                condition += " AND id IN (SELECT run FROM names WHERE kind = ? AND name = ?)"
                values += [.integer(kind.rawValue), .text(name)]
            }
        }
    }
}
