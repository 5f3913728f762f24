import Analysis
import Model

extension ComparisonText {
    /// The rows of each benchmark and metric below a line with its unit: a row for each filesystem and each side but the first.
    var table: TextTable {
        let isOfPair = answer.sides.count == 2
        let namesFilesystems = cells.contains { $0.cell.name.filesystem != nil }
        var table = TextTable(
            [
                .init(namesFilesystems ? "filesystem" : "metric", limit: namesFilesystems ? 26 : 40),
                .init(isOfPair ? "" : "side"),
                .init("A", isNumeric: true), .init(isOfPair ? "B" : "value", isNumeric: true),
                .init("change", isNumeric: true), .init("low", isNumeric: true),
                .init("high", isNumeric: true), .init("needs", isNumeric: true),
                .init("verdict", limit: 40),
            ], indent: 2)
        var section: String?
        let titled = cells.map {
            (title: namesFilesystems ? heading($0.cell) : $0.cell.name.benchmark, row: $0)
        }
        var seen: Set<String> = []
        let titles = titled.map(\.title).filter { seen.insert($0).inserted }
        let sorted = titles.flatMap { title in titled.filter { $0.title == title } }
        for (title, (place, cell)) in sorted {
            if title != section { table.addLine(title) }
            section = title
            for side in cell.sides.indices.dropFirst() where cell.sides[0] != nil || cell.sides[side] != nil {
                let label =
                    namesFilesystems ? cell.name.filesystem ?? "" : "\(cell.name.metric) \(unit(cell))"
                table.add([label, Self.letter(side)] + row(place, cell, side))
            }
        }
        return isOfPair ? table.without(column: 1) : table
    }

    /// "fio-seqwrite-1m write_iops, operations/s, higher is better".
    private func heading(_ cell: ComparedCell) -> String {
        let direction = cell.direction.map { "\($0.rawValue) is better" }
        return ["\(cell.name.benchmark) \(cell.name.metric)", cell.name.unit?.rawValue, direction]
            .compactMap(\.self).joined(separator: ", ")
    }

    private func unit(_ cell: ComparedCell) -> String { cell.name.unit.map { "(\($0.rawValue))" } ?? "" }

    private func row(_ place: Int, _ cell: ComparedCell, _ side: Int) -> [String] {
        let difference = cell.against[side]
        let bounds = difference?.interval.map { [$0.lowerBound, $0.upperBound].map(ValueFormat.change) }
        return [
            value(cell, 0), value(cell, side), difference?.ratio.map(ValueFormat.change) ?? "",
            bounds?[0] ?? "", bounds?[1] ?? "", difference?.repeatsNeeded?.text ?? "",
            verdict(place, cell, side),
        ]
    }

    /// The number, with a mark where the audit doubts it.
    private func value(_ cell: ComparedCell, _ side: Int) -> String {
        guard let value = cell.sides[side] else { return "" }
        let mark = answer.marks[value] == nil ? (hasMarks ? " " : "") : "!"
        return ValueFormat.column(value.value, unit: cell.name.unit) + mark
    }

    /// The verdict, or why there is none.
    private func verdict(_ place: Int, _ cell: ComparedCell, _ side: Int) -> String {
        if cell.sides[0] == nil { return cell.isMain ? "A lacks it" : "" }
        if cell.sides[side] == nil { return cell.isMain ? "\(Self.letter(side)) lacks it" : "" }
        if let verdict = cell.against[side]?.verdict { return verdict.rawValue }
        switch cell.unjudged(side: side) {
        case .sameSetup?:
            switch answer.surprises[place][side - 1] {
            case .better?: return "outside, better"
            case .worse?: return "outside, worse"
            case .expected?: return "as expected"
            case nil: return "repeat"
            }
        case .missing?: return "not judged: \(lacking(cell))"
        case .noNoise?: return "noise unknown"
        case .notMain?, .noDirection?, nil: return ""
        }
    }

    /// Which side keeps a cell out of the family.
    private func lacking(_ cell: ComparedCell) -> String {
        let sides = cell.sides.indices.filter { cell.sides[$0] == nil }.map(Self.letter)
        if !sides.isEmpty { return "\(Prose.list(sides)) \(sides.count == 1 ? "lacks" : "lack") it" }
        let failed = cell.sides.indices.filter { (cell.sides[$0]?.value ?? 1) <= 0 }.map(Self.letter)
        return "\(Prose.list(failed)) failed"
    }

    /// Whether a printed value is marked.
    var hasMarks: Bool {
        cells.contains { $0.cell.sides.contains { $0.map { answer.marks[$0] != nil } ?? false } }
    }

    // MARK: CSV

    /// A row for each cell and each side but the first, with numbers as they are.
    var csv: TextTable {
        var table = TextTable([
            .init("benchmark"), .init("filesystem"), .init("metric"), .init("unit"), .init("side"),
            .init("baseline", isNumeric: true), .init("value", isNumeric: true),
            .init("ratio", isNumeric: true),
            .init("low", isNumeric: true), .init("high", isNumeric: true), .init("level", isNumeric: true),
            .init("p", isNumeric: true), .init("verdict"), .init("not_judged"), .init("repeats_needed"),
            .init("noise", isNumeric: true), .init("degrees_of_freedom", isNumeric: true),
            .init("baseline_audit"), .init("audit"),
        ])
        for (_, cell) in cells {
            for side in cell.sides.indices.dropFirst() { table.add(csvRow(cell, side)) }
        }
        return table
    }

    private func csvRow(_ cell: ComparedCell, _ side: Int) -> [String] {
        func exact(_ number: Double?) -> String { number.map(ValueFormat.exact) ?? "" }
        let difference = cell.against[side]
        let names = [
            cell.name.benchmark, cell.name.filesystem ?? "", cell.name.metric,
            cell.name.unit?.rawValue ?? "", Self.letter(side),
        ]
        let numbers = [
            cell.sides[0]?.value, cell.sides[side]?.value, difference?.ratio,
            difference?.interval?.lowerBound, difference?.interval?.upperBound, difference?.intervalLevel,
            difference?.p,
        ]
        return names + numbers.map(exact) + [
            difference?.verdict?.rawValue ?? "", cell.unjudged(side: side)?.rawValue ?? "",
            difference?.repeatsNeeded?.exactText ?? "", exact(difference?.noise?.relative),
            exact(difference?.noise?.degreesOfFreedom), mark(cell.sides[0]), mark(cell.sides[side]),
        ]
    }

    private func mark(_ value: SideValue?) -> String {
        value.flatMap { answer.marks[$0]?.rawValue } ?? ""
    }
}

extension RepeatsNeeded {
    /// As it stands in a column.
    fileprivate var text: String {
        switch self {
        case .count(let count): "\(count)"
        case .moreThan(let count): "> \(count)"
        }
    }

    /// As answers have it.
    fileprivate var exactText: String {
        switch self {
        case .count(let count): "\(count)"
        case .moreThan(let count): "more than \(count)"
        }
    }
}
