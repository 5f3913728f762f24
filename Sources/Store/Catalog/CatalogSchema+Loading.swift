import Model

/// How the index in memory is made when the catalog is opened.
extension CatalogSchema {
    private static let batch = 1_000

    /// Makes the rows by which runs are found, of runs that an older version has entered.
    static func indexRest(in database: Database) throws(CatalogError) {
        var last = Int64.min
        while true {
            var numbers: [Int64] = []
            try database.query(
                "SELECT number FROM runs WHERE number > ? AND NOT EXISTS (SELECT 1 FROM run_index WHERE run = number)"
                    + " ORDER BY number LIMIT ?", [.integer(last), .integer(batch)]
            ) { row in numbers.append(row.integer(0)) }
            guard let end = numbers.last else { return }
            last = end
            try database.transaction { () throws(CatalogError) in
                for number in numbers {
                    _ = try index(
                        number, mark(of: number, in: database), AnalysisPlace(), in: database)
                }
            }
        }
    }

    /// All runs, as lists look through them.
    static func wholeIndex(in database: Database) throws(CatalogError) -> LibraryIndex {
        var runs: [IndexedRun] = []
        try database.query("SELECT * FROM run_index") { (row) throws(CatalogError) in
            if let run = try indexedRun(row) { runs.append(run) }
        }
        var sets: [UInt32: NameSet] = [:]
        for document in Set(runs.lazy.map(\.names)) {
            guard let content = try content(of: Int64(document), in: database),
                let names = PackedNames.unpack(content)
            else { throw CatalogError(operation: "open", message: "names are damaged", cause: .content) }
            sets[document] = names
        }
        return LibraryIndex(runs, nameSets: sets)
    }

    /// A run of a row of `run_index`.
    private static func indexedRun(_ row: borrowing Database.Row) throws(CatalogError) -> IndexedRun? {
        guard let id = row.text(1).flatMap(RunID.init) else { return nil }
        return IndexedRun(
            number: row.integer(0), filed: row.integer(2), id: OrderedRunID(id),
            byteCount: row.integer(3), source: try small(row.integer(4)), rig: try small(row.integer(5)),
            label: try small(row.integer(6)), names: try small(row.integer(7)),
            machine: try small(row.integer(8)), vars: try small(row.integer(9)),
            own: try small(row.integer(10)), hasConfig: row.integer(11) != 0,
            isExcluded: row.integer(12) != 0)
    }
}
