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
    var isFiltered: Bool { source != nil || benchmark != nil || filesystem != nil }
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
    /// The most names of benchmarks, and of filesystems, that a list has of each run.
    private static let nameLimit = 100
    /// The most bytes that each of these lists takes in an answer.
    private static let nameByteLimit = 4096

    /// A page of runs; `total` is how many the query has, where that is known.
    static func run(_ query: RunQuery, total: Int?, in database: Database) throws(CatalogError) -> RunPage {
        let filter = Filter(query)
        let total = if let total { total } else { try count(filter, in: database) }
        var condition = filter.condition
        var values = filter.values
        if let cursor = query.cursor {
            condition += " AND (filed, id) < (?, ?)"
            values += [.integer(cursor.filed.milliseconds), .text(cursor.id.description)]
        }
        var runs: [(number: Int64, run: Run)] = []
        try database.query(
            "SELECT id, filed, source, report_bytes, report_digest, config_bytes, config_digest, path, number,"
                + " benchmark_count, filesystem_count FROM runs WHERE \(condition) ORDER BY filed DESC, id DESC LIMIT ?",
            values + [.integer(Int64(query.limit + 1))]
        ) { row in
            if let run = run(row) { runs.append(run) }
        }
        let page = try runs.prefix(query.limit).map { (found) throws(CatalogError) in
            var run = found.run
            run.benchmarks = try names("benchmarks", of: found.number, in: database)
            run.filesystems = try names("filesystems", of: found.number, in: database)
            return run
        }
        let next = runs.count > query.limit ? page.last.map { RunCursor(filed: $0.filed, id: $0.id) } : nil
        return RunPage(runs: page, total: total, next: next)
    }

    private static func count(_ filter: Filter, in database: Database) throws(CatalogError) -> Int {
        var count = 0
        try database.query("SELECT count(*) FROM runs WHERE \(filter.condition)", filter.values) { row in
            count = Int(row.integer(0))
        }
        return count
    }

    private static func run(_ row: borrowing Database.Row) -> (number: Int64, run: Run)? {
        guard let id = row.text(0).flatMap(RunID.init), let digest = row.blob(4).flatMap(Digest.init(bytes:))
        else { return nil }
        let run = Run(
            id: id, filed: Timestamp(milliseconds: row.integer(1)), source: row.text(2),
            path: row.blob(7).map { FilePath(bytes: $0) },
            report: FiledFile(byteCount: Int(row.integer(3)), digest: digest),
            config: row.blob(6).flatMap(Digest.init(bytes:)).map {
                FiledFile(byteCount: Int(row.integer(5)), digest: $0)
            },
            benchmarkCount: Int(row.integer(9)), filesystemCount: Int(row.integer(10)))
        return (row.integer(8), run)
    }

    private static func names(
        _ table: String, of run: Int64, in database: Database
    ) throws(CatalogError) -> [String] {
        var names: [String] = []
        var room = nameByteLimit
        try database.query(
            "SELECT name FROM \(table) WHERE run = ? ORDER BY position LIMIT ?",
            [.integer(run), .integer(Int64(nameLimit))]
        ) { row in
            guard room > 0 else { return }
            let name = row.text(0) ?? ""
            room -= name.writtenByteCount
            if room > 0 { names.append(name) }
        }
        return names
    }

    private struct Filter {
        var condition = "1"
        var values: [Database.Value] = []

        init(_ query: RunQuery) {
            if let source = query.source {
                condition += " AND source = ?"
                values.append(.text(source))
            }
            for case (let table, let name?) in [
                ("benchmarks", query.benchmark), ("filesystems", query.filesystem),
            ] {
                condition += " AND number IN (SELECT run FROM \(table) WHERE name = ?)"
                values.append(.text(ShortName.of(name)))
            }
        }
    }
}
