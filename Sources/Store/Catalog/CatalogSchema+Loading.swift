import Model
import System

/// How the index in memory is made when the catalog is opened.
extension CatalogSchema {
    /// Makes the rows by which runs are found, of runs that an older version has entered.
    static func indexAll(in database: Database) throws(CatalogError) {
        var numbers: [Int64] = []
        try database.query("SELECT number FROM runs ORDER BY number") { row in
            numbers.append(row.integer(0))
        }
        for number in numbers {
            _ = try index(number, mark(of: number, in: database), AnalysisPlace(), in: database)
        }
    }

    /// All runs, as lists look through them, in the order of their rows; read by as many threads as there are processors.
    static func allRuns(_ readers: CatalogReaders) throws(CatalogError) -> [IndexedRun] {
        let end = try readers.read { (database) throws(CatalogError) in
            try number("SELECT coalesce(max(run), 0) FROM run_index", in: database)
        }
        let parts: [Int64] = Array(stride(from: 0, through: end, by: rowsOfAPart))
        let (_, read) = Computation<Result<[IndexedRun], CatalogError>>.during(
            name: "benchd-load", count: parts.count, note: { _ in "loading the index" },
            { place in
                Result { () throws(CatalogError) in
                    try readers.read { (database) throws(CatalogError) in
                        try runs(in: parts[place]..<(parts[place] + Int64(rowsOfAPart)), database)
                    }
                }
            }, {})
        var all: [IndexedRun] = []
        for part in read { all += try part.get() }
        return all
    }

    private static let rowsOfAPart = 20_000 as Int64.Stride

    private static func runs(
        in numbers: Range<Int64>, _ database: Database
    ) throws(CatalogError) -> [IndexedRun] {
        var runs: [IndexedRun] = []
        try database.query(
            "SELECT * FROM run_index WHERE run >= ? AND run < ?",
            [.integer(numbers.lowerBound), .integer(numbers.upperBound)]
        ) { (row) throws(CatalogError) in
            if let run = try indexedRun(row) { runs.append(run) }
        }
        return runs
    }

    /// The index of all runs.
    static func index(
        of runs: [IndexedRun], in database: Database
    ) throws(CatalogError) -> LibraryIndex {
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
        guard let id = row.withText(1, { RunID(bytes: $0) }) else { return nil }
        return IndexedRun(
            number: row.integer(0), filed: row.integer(2), id: id, byteCount: row.integer(3),
            source: try small(row.integer(4)), rig: try small(row.integer(5)),
            label: try small(row.integer(6)), names: try small(row.integer(7)),
            machine: try small(row.integer(8)), vars: try small(row.integer(9)),
            own: try small(row.integer(10)), hasConfig: row.integer(11) != 0,
            isExcluded: row.integer(12) != 0)
    }
}
