import JSON
import Model
import Synchronization
import System

/// Lists of runs.
extension Catalog {
    /// The most names of benchmarks, and of filesystems, that a list has of each run.
    private static let nameLimit = 100
    /// The most bytes that each of these lists takes in an answer.
    private static let nameByteLimit = 4096

    /// A page of runs.
    func runs(_ query: RunQuery) throws(CatalogError) -> RunPage {
        let index = index.withLock(\.self)
        return try read { (database) throws(CatalogError) in
            var search = RunSearch(query, index, database)
            let found = try search.select(limit: query.limit, isCounted: query.wantsFacets)
            var facts: [UInt32: [SystemFact]] = [:]
            var runs: [Run] = []
            for place in found.runs {
                guard var run = try Self.run(place.number, in: database) else { continue }
                if facts[place.machine] == nil {
                    facts[place.machine] = try Self.facts(of: Int64(place.machine), in: database)
                }
                run.facts = facts[place.machine] ?? []
                run.benchmarks = try Self.shownNames(.benchmark, of: place.number, in: database)
                run.filesystems = try Self.shownNames(.filesystem, of: place.number, in: database)
                runs.append(run)
            }
            return RunPage(
                runs: runs, total: found.total, skipped: found.skipped, next: found.next,
                facets: query.wantsFacets ? try search.facets(found.counts, limit: query.facetLimit) : nil)
        }
    }

    private static func run(_ number: Int64, in database: Database) throws(CatalogError) -> Run? {
        var run: Run?
        try database.query(
            "SELECT id, filed, source, report_bytes, report_digest, config_bytes, config_digest, path,"
                + " benchmark_count, filesystem_count, m.label, m.note, m.tags, m.exclusion, m.is_pinned,"
                + " \(CatalogSchema.verdictColumns) FROM runs LEFT JOIN marks m ON m.run = number"
                + " LEFT JOIN analyses a ON a.run = number WHERE number = ?", [.integer(number)]
        ) { row in run = Self.run(row) }
        return run
    }

    private static func run(_ row: borrowing Database.Row) -> Run? {
        guard let id = row.text(0).flatMap(RunID.init), let digest = row.blob(4).flatMap(Digest.init(bytes:))
        else { return nil }
        var run = Run(
            id: id, filed: Timestamp(milliseconds: row.integer(1)), source: row.text(2),
            path: row.blob(7).map { FilePath(bytes: $0) },
            report: FiledFile(byteCount: Int(row.integer(3)), digest: digest),
            config: row.blob(6).flatMap(Digest.init(bytes:)).map {
                FiledFile(byteCount: Int(row.integer(5)), digest: $0)
            },
            benchmarkCount: Int(row.integer(8)), filesystemCount: Int(row.integer(9)))
        run.mark = CatalogSchema.mark(row, from: 10)
        run.audit = CatalogSchema.auditCounts(row, from: 15)
        return run
    }

    private static func shownNames(
        _ kind: NameKind, of run: Int64, in database: Database
    ) throws(CatalogError) -> [String] {
        var names: [String] = []
        var room = nameByteLimit
        try database.query(
            "SELECT name FROM \(kind.rawValue) WHERE run = ? ORDER BY position LIMIT ?",
            [.integer(run), .integer(Int64(nameLimit))]
        ) { row in
            guard room > 0 else { return }
            let name = row.text(0) ?? ""
            room -= name.writtenByteCount
            if room > 0 { names.append(name) }
        }
        return names
    }
}
