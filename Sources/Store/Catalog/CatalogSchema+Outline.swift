import Model

/// How the outline of a report lies in the catalog: a row a benchmark, a filesystem, and an entry.
extension CatalogSchema {
    static let outlineTables = """
        CREATE TABLE IF NOT EXISTS benchmarks (
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            name_start INTEGER,
            name_end INTEGER,
            entry_count INTEGER NOT NULL,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS benchmarks_name ON benchmarks (name, run);
        CREATE TABLE IF NOT EXISTS filesystems (
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            name_start INTEGER,
            name_end INTEGER,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS filesystems_name ON filesystems (name, run);
        CREATE TABLE IF NOT EXISTS entries (
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            benchmark INTEGER NOT NULL,
            position INTEGER NOT NULL,
            filesystem INTEGER NOT NULL,
            parts BLOB NOT NULL,
            PRIMARY KEY (run, benchmark, position)
        ) STRICT, WITHOUT ROWID;
        """

    static func insert(
        _ report: Report, of run: Int64, into database: Database
    ) throws(CatalogError) {
        for (position, name) in report.filesystems.enumerated() {
            try database.query(
                "INSERT INTO filesystems VALUES (?, ?, ?, ?, ?)",
                [.integer(run), .integer(position)] + values(of: name))
        }
        for (position, benchmark) in report.benchmarks.enumerated() {
            try database.query(
                "INSERT INTO benchmarks VALUES (?, ?, ?, ?, ?, ?)",
                [.integer(run), .integer(position)] + values(of: benchmark.name)
                    + [.integer(benchmark.entries.count)])
            for (place, entry) in benchmark.entries.enumerated() {
                try database.query(
                    "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
                    [
                        .integer(run), .integer(position), .integer(place), .integer(entry.filesystem),
                        .blob(entry.parts.bytes),
                    ])
            }
        }
    }

    private static func values(of name: Report.Name) -> [Database.Value] {
        [.text(name.text), .integer(name.range?.lowerBound), .integer(name.range?.upperBound)]
    }

    /// The name in three columns from `column` on, of a report of so many bytes.
    ///
    /// - Throws: `CatalogError` where it is said to lie outside of the report.
    static func name(
        _ row: borrowing Database.Row, from column: Int32, of byteCount: Int
    ) throws(CatalogError) -> Report.Name {
        guard let start = row.optionalInteger(column + 1), let end = row.optionalInteger(column + 2) else {
            return Report.Name(row.text(column) ?? "", range: nil)
        }
        guard 0 <= start, start <= end, end <= byteCount else {
            throw CatalogError(operation: "read", message: "a name is damaged", cause: .content)
        }
        return Report.Name(row.text(column) ?? "", range: Int(start)..<Int(end))
    }

    /// Where the outline of a run is, and how long the report is that it is about; nil where there is no such run.
    static func outlined(_ id: RunID, in database: Database) throws(CatalogError) -> OutlinedRun? {
        var run: OutlinedRun?
        try database.query("SELECT number, report_bytes FROM runs WHERE id = ?", [.text(id.description)]) {
            row in
            run = OutlinedRun(number: row.integer(0), byteCount: Int(row.integer(1)))
        }
        return run
    }

    /// A run with an outline.
    struct OutlinedRun {
        let number: Int64
        /// Of the report; what the outline says lies below it.
        let byteCount: Int
    }
}
