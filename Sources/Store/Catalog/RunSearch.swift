import JSON
import Model
import System

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
