import Model

/// The outline of a report, read in parts.
extension Catalog {
    /// Some benchmarks with some of their entries; nil where there is no such run.
    func outline(
        _ id: RunID, from start: OutlinePosition, benchmarkLimit: Int, entryLimit: Int
    ) throws(CatalogError) -> OutlinePage? {
        try read { (database) throws(CatalogError) in
            guard let run = try CatalogSchema.outlined(id, in: database) else { return nil }
            var heads = try Self.heads(run, from: start.benchmark, limit: benchmarkLimit + 1, in: database)
            var next: OutlinePosition?
            if heads.count > benchmarkLimit, let last = heads.popLast() {
                next = OutlinePosition(benchmark: last.index)
            }
            var rest = entryLimit
            var benchmarks: [OutlineBenchmark] = []
            for head in heads {
                let first = head.index == start.benchmark ? start.entry : 0
                let entries = try Self.entries(run, head.index, from: first, limit: rest, in: database)
                benchmarks.append(head.benchmark(from: first, entries))
                rest -= entries.count
                guard first + entries.count >= head.entryCount else {
                    next = OutlinePosition(benchmark: head.index, entry: first + entries.count)
                    break
                }
            }
            return OutlinePage(benchmarks: benchmarks, next: next)
        }
    }

    /// A benchmark without entries.
    private struct Head {
        let index: Int
        let name: Report.Name
        let entryCount: Int

        func benchmark(from first: Int, _ entries: [OutlineEntry]) -> OutlineBenchmark {
            OutlineBenchmark(
                index: index, name: name, entryCount: entryCount, firstEntry: first, entries: entries)
        }
    }

    private static func heads(
        _ run: CatalogSchema.OutlinedRun, from index: Int, limit: Int, in database: Database
    ) throws(CatalogError) -> [Head] {
        var heads: [Head] = []
        try database.query(
            "SELECT position, name, name_start, name_end, entry_count FROM benchmarks"
                + " WHERE run = ? AND position >= ? ORDER BY position LIMIT ?",
            [.integer(run.number), .integer(index), .integer(limit)]
        ) { (row) throws(CatalogError) in
            heads.append(
                Head(
                    index: Int(row.integer(0)),
                    name: try CatalogSchema.name(row, from: 1, of: run.byteCount),
                    entryCount: Int(row.integer(4))))
        }
        return heads
    }

    private static func entries(
        _ run: CatalogSchema.OutlinedRun, _ benchmark: Int, from place: Int, limit: Int, in database: Database
    ) throws(CatalogError) -> [OutlineEntry] {
        var entries: [OutlineEntry] = []
        try database.query(
            "SELECT f.name, f.name_start, f.name_end, e.parts FROM entries e"
                + " JOIN filesystems f ON f.run = e.run AND f.position = e.filesystem"
                + " WHERE e.run = ? AND e.benchmark = ? AND e.position >= ? ORDER BY e.position LIMIT ?",
            [.integer(run.number), .integer(benchmark), .integer(place), .integer(max(0, limit))]
        ) { (row) throws(CatalogError) in
            entries.append(try Self.entry(row, of: run.byteCount))
        }
        return entries
    }

    private static func entry(
        _ row: borrowing Database.Row, of byteCount: Int
    ) throws(CatalogError) -> OutlineEntry {
        OutlineEntry(
            filesystem: try CatalogSchema.name(row, from: 0, of: byteCount),
            parts: try Self.parts(row.blob(3), of: byteCount))
    }

    /// One entry by the names in their short form; nil where there is none.
    func entry(_ id: RunID, benchmark: String, filesystem: String) throws(CatalogError) -> OutlineEntry? {
        try read { (database) throws(CatalogError) in
            var entry: OutlineEntry?
            try database.query(
                "SELECT f.name, f.name_start, f.name_end, e.parts, r.report_bytes FROM runs r"
                    + " JOIN benchmarks b ON b.run = r.number AND b.name = ?"
                    + " JOIN filesystems f ON f.run = r.number AND f.name = ?"
                    + " JOIN entries e ON e.run = r.number AND e.benchmark = b.position AND e.filesystem = f.position"
                    + " WHERE r.id = ?",
                [.text(benchmark), .text(filesystem), .text(id.description)]
            ) { (row) throws(CatalogError) in entry = try Self.entry(row, of: Int(row.integer(4))) }
            return entry
        }
    }

    /// Some names of a run, in their order.
    func names(
        _ kind: NameKind, of id: RunID, from index: Int, limit: Int
    ) throws(CatalogError) -> [Report.Name] {
        try read { (database) throws(CatalogError) in
            var names: [Report.Name] = []
            try database.query(
                "SELECT n.name, n.name_start, n.name_end, r.report_bytes FROM \(kind.rawValue) n JOIN runs r ON r.number = n.run"
                    + " WHERE r.id = ? AND n.position >= ? ORDER BY n.position LIMIT ?",
                [.text(id.description), .integer(index), .integer(limit)]
            ) { (row) throws(CatalogError) in
                names.append(try CatalogSchema.name(row, from: 0, of: Int(row.integer(3))))
            }
            return names
        }
    }

    /// What a name names; the raw value is its table.
    enum NameKind: String {
        case benchmark = "benchmarks"
        case filesystem = "filesystems"
    }

    /// The parts of a report outside its benchmarks; none where there is no such run.
    func parts(atTopOf id: RunID) throws(CatalogError) -> ReportParts {
        try read { (database) throws(CatalogError) in
            var parts = ReportParts()
            try database.query("SELECT parts, report_bytes FROM runs WHERE id = ?", [.text(id.description)]) {
                (row) throws(CatalogError) in
                parts = try Self.parts(row.blob(0), of: Int(row.integer(1)))
            }
            return parts
        }
    }

    private static func parts(_ bytes: [UInt8]?, of byteCount: Int) throws(CatalogError) -> ReportParts {
        // SQLite hands over no bytes for an empty blob, which no parts have.
        guard let parts = bytes.flatMap({ ReportParts(bytes: $0, of: byteCount) }) else {
            throw CatalogError(operation: "read", message: "an outline is damaged", cause: .content)
        }
        return parts
    }
}
