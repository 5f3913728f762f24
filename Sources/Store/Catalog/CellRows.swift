import Model

/// Reads the rows of cells on one connection; names are looked up once.
struct CellRows {
    let database: Database
    var texts: NameTexts
    /// What the selection of this reader takes, by the codes of value and benchmark; a reader has one selection.
    private var selected: [UInt64: Bool] = [:]

    init(_ database: Database) {
        self.database = database
        texts = NameTexts(database)
    }

    /// A row, its names still numbers.
    struct Row {
        let benchmark: UInt32
        let filesystem: UInt32
        let iterations: Int?
        let hasErrors: Bool
        let settings: [UInt8]
        let numbers: [UInt8]
    }

    /// Which cells of a run are read: those of a benchmark, of a filesystem, or all.
    struct Part {
        var benchmark: UInt32?
        var filesystem: UInt32?
    }

    /// The cells of a run, by the order of the report.
    func rows(of run: Int64, _ part: Part = Part()) throws(CatalogError) -> [Row] {
        var condition = "run = ?"
        var values: [Database.Value] = [.integer(run)]
        if let benchmark = part.benchmark {
            condition += " AND benchmark = ?"
            values.append(.integer(Int64(benchmark)))
        }
        if let filesystem = part.filesystem {
            condition += " AND filesystem = ?"
            values.append(.integer(Int64(filesystem)))
        }
        var rows: [(position: Int64, row: Row)] = []
        try database.query(
            "SELECT position, benchmark, filesystem, iterations, has_errors, settings, numbers FROM cells WHERE \(condition)",
            values
        ) { (row) throws(CatalogError) in
            rows.append(
                (
                    row.integer(0),
                    Row(
                        benchmark: try CatalogSchema.small(row.integer(1)),
                        filesystem: try CatalogSchema.small(row.integer(2)),
                        iterations: row.optionalInteger(3).map(Int.init), hasErrors: row.integer(4) != 0,
                        settings: row.blob(5) ?? [], numbers: row.blob(6) ?? [])
                ))
        }
        return rows.sorted { $0.position < $1.position }.map(\.row)
    }

    /// The settings of a row.
    mutating func settings(_ row: Row) throws(CatalogError) -> [CellReadings.Setting] {
        var reader = PackedReader(row.settings)
        var settings: [CellReadings.Setting] = []
        while !reader.isAtEnd {
            let key = try code(&reader)
            let text = try code(&reader)
            settings.append(CellReadings.Setting(key: try texts.text(key), text: try texts.text(text)))
        }
        return settings
    }

    /// What is taken of a cell's values, its names as numbers.
    enum Taken {
        case selected(ValueSelection)
        case codes(Set<UInt32>)
    }

    /// The values of a row.
    mutating func values(_ row: Row, _ taken: Taken) throws(CatalogError) -> [MeasuredCell.Value] {
        var reader = PackedReader(row.numbers)
        var values: [MeasuredCell.Value] = []
        while !reader.isAtEnd {
            let code = try code(&reader)
            guard let number = reader.number() else { throw Self.damaged }
            let isTaken =
                switch taken {
                case .selected(.all): true
                case .selected(let selection): try takes(selection, code, row.benchmark)
                case .codes(let codes): codes.contains(code)
                }
            if isTaken { values.append(MeasuredCell.Value(try texts.value(code), number)) }
        }
        return values
    }

    private mutating func takes(
        _ selection: ValueSelection, _ code: UInt32, _ benchmark: UInt32
    ) throws(CatalogError) -> Bool {
        let pair = UInt64(code) << 32 | UInt64(benchmark)
        if let known = selected[pair] { return known }
        let kind = BenchmarkKind(benchmark: try texts.text(benchmark))
        let isTaken = selection.takes(try texts.value(code), of: kind) ?? false
        selected[pair] = isTaken
        return isTaken
    }

    private func code(_ reader: inout PackedReader) throws(CatalogError) -> UInt32 {
        guard let code = reader.count().flatMap(UInt32.init(exactly:)) else { throw Self.damaged }
        return code
    }

    static var damaged: CatalogError {
        CatalogError(operation: "read", message: "an analysis is damaged", cause: .content)
    }
}
