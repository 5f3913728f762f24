import Model

/// How the analysis of a run lies in the catalog: a row for each cell with what is asked for by name, and one for the rest.
extension CatalogSchema {
    static let analysisStep = """
        CREATE TABLE analyses (
            run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
            rules INTEGER NOT NULL,
            broken INTEGER NOT NULL,
            odd INTEGER NOT NULL,
            note INTEGER NOT NULL,
            unknown INTEGER NOT NULL,
            holds INTEGER NOT NULL,
            facts_collected TEXT,
            details BLOB NOT NULL
        ) STRICT;
        CREATE INDEX analyses_facts_collected ON analyses (facts_collected) WHERE facts_collected IS NOT NULL;
        CREATE TABLE cells (
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            benchmark INTEGER NOT NULL,
            filesystem INTEGER NOT NULL,
            position INTEGER NOT NULL,
            iterations INTEGER,
            has_errors INTEGER NOT NULL,
            settings BLOB NOT NULL,
            numbers BLOB NOT NULL,
            PRIMARY KEY (run, benchmark, filesystem)
        ) STRICT, WITHOUT ROWID;
        """

    /// The columns with the counts of an audit, in the order of the table.
    private static let verdicts: [Finding.Verdict] = [.broken, .odd, .note, .unknown, .holds]
    static let verdictColumns = verdicts.map { "a.\($0.rawValue)" }.joined(separator: ", ")

    /// Counts in the columns of `verdictColumns`; nil where they are NULL.
    static func auditCounts(_ row: borrowing Database.Row, from column: Int32) -> AuditCounts? {
        var counts = AuditCounts()
        for (place, verdict) in verdicts.enumerated() {
            guard let count = row.optionalInteger(column + Int32(place)) else { return nil }
            if count > 0 { counts.counts[verdict] = Int(count) }
        }
        return counts
    }

    /// Writes what was computed of a run in place of what was there, and says which documents it leads to.
    ///
    /// `vars` is what the settings of its archive say, nil without one; `packed` is the analysis where it is packed already.
    static func replaceAnalysis(
        of number: Int64, with analysis: RunAnalysis, packed: PackedAnalysis? = nil, vars: ConfigVars?,
        in database: Database
    ) throws(CatalogError) -> AnalysisPlace {
        try database.query("DELETE FROM analyses WHERE run = ?", [.integer(number)])
        try database.query("DELETE FROM cells WHERE run = ?", [.integer(number)])
        let packed = packed ?? PackedAnalysis(analysis)
        let counts = AuditCounts(analysis.findings)
        try database.query(
            "INSERT INTO analyses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [.integer(number), .integer(analysis.rules)] + verdicts.map { .integer(counts[$0]) }
                + [.text(analysis.readings.timestamp), .blob(packed.details)])
        let codes = NameCodes(database)
        for (position, cell) in packed.cells.enumerated() {
            try insert(cell, at: position, of: number, codes)
        }
        var place = AnalysisPlace(
            rules: Int64(analysis.rules), rig: analysis.readings.facts["hostname"]?.text)
        if !packed.machine.isEmpty {
            place.machine = try document(
                .machine, PackedFacts.pack(packed.machine),
                words: { SearchWords.words(of: packed.machine.map(\.value.text)) }, in: database)
        }
        if let vars {
            place.vars = try document(
                .vars, PackedVars.pack(vars),
                words: { SearchWords.words(of: vars.vars.flatMap { $0.names + [$0.text ?? ""] }) },
                in: database)
        }
        return place
    }

    /// Where what was computed of a run is now; nowhere while nothing is.
    static func place(of number: Int64, in database: Database) throws(CatalogError) -> AnalysisPlace {
        var place = AnalysisPlace()
        try database.query(
            "SELECT i.rules, n.text, i.machine, i.vars FROM run_index i LEFT JOIN names n ON n.code = i.rig"
                + " WHERE i.run = ?", [.integer(number)]
        ) { (row) throws(CatalogError) in
            place = AnalysisPlace(
                rules: row.integer(0), rig: row.text(1), machine: try small(row.integer(2)),
                vars: try small(row.integer(3)))
        }
        return place
    }

    private static func insert(
        _ cell: PackedAnalysis.Cell, at position: Int, of run: Int64, _ codes: NameCodes
    ) throws(CatalogError) {
        var settings = PackedWriter()
        for setting in cell.settings {
            settings.count(Int(try codes.code(of: setting.key)))
            settings.count(Int(try codes.code(of: setting.text)))
        }
        var numbers = PackedWriter()
        for value in cell.values {
            numbers.count(Int(try codes.code(of: value.name.key, NameKind(value.name.section))))
            numbers.number(value.number)
        }
        let benchmark = try codes.code(of: cell.benchmark)
        let filesystem = try codes.code(of: cell.filesystem)
        try codes.database.query(
            "INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(run), .integer(Int64(benchmark)), .integer(Int64(filesystem)), .integer(position),
                .integer(cell.iterations), .integer(cell.hasErrors ? 1 : 0), .blob(settings.bytes),
                .blob(numbers.bytes),
            ])
    }
}
