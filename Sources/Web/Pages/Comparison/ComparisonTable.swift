import Analysis
import Model
import Templates

/// The table of a comparison's page: its rows as the address asks for them.
struct ComparisonTable {
    let sides: ComparisonSides
    let address: ComparisonAddress
    let all: [ComparisonRow]
    /// What the filters leave, but for the one by verdict.
    let matching: [ComparisonRow]
    /// What all filters leave, in order.
    let rows: [ComparisonRow]
    private let from: Int
    private let axis: RatioAxis

    /// The most rows of a page.
    static let limit = 200

    /// - Throws: `Problem` for a value of the page's own that cannot be read.
    init(
        _ sides: ComparisonSides, _ address: ComparisonAddress, _ shown: ShownCells, _ parameters: Parameters
    )
        throws(Problem)
    {
        self.sides = sides
        self.address = address
        let order = try parameters.choice("sort", of: ComparisonOrder.self) ?? .verdict
        from = try parameters.number("from", 0...999_999) ?? 0
        all = ComparisonRow.all(sides.answer, address)
        var others = shown
        others.verdict = nil
        others.mainOnly = address["main"] != "0" && shown.metric == nil
        matching = all.filter { others.shows($0.cell) }
        rows = order.sorted(
            matching.filter { row in shown.verdict.map { $0 == row.difference?.verdict } ?? true })
        axis = RatioAxis(rows)
    }

    private var shownRows: ArraySlice<ComparisonRow> {
        let start = min(from, rows.count)
        return rows[start..<min(rows.count, start + Self.limit)]
    }

    /// The context of the table.
    var context: TemplateValue {
        let shown = shownRows
        let hidden = all.count - rows.count
        let next = shown.endIndex
        return [
            "has_sides": .bool(sides.count > 2),
            "has_filesystems": .bool(all.contains { $0.cell.name.filesystem != nil }),
            "baseline": sides.column(0), "other": sides.column(1),
            "axis_low": .string(axis.ends.low), "axis_high": .string(axis.ends.high),
            "rows": .list(shown.map(context)),
            "count": .string(ValueFormat.count(rows.count, "row", "rows")),
            "hidden": hidden > 0
                ? .string(ValueFormat.count(hidden, "row is", "rows are") + " hidden") : .null,
            "everything_link": .string(
                address.link([
                    "main": "0", "verdict": nil, "benchmark": nil, "filesystem": nil, "metric": nil,
                ])),
            "part": rows.count > Self.limit || from > 0
                ? .string("Rows \(min(from + 1, rows.count)) to \(next) of \(ValueFormat.count(rows.count))")
                : .null,
            "previous_link": from > 0
                ? .string(address.link(["from": from > Self.limit ? String(from - Self.limit) : nil]))
                : .null,
            "next_link": next < rows.count ? .string(address.link(["from": String(next)])) : .null,
        ]
    }

    /// How many rows have which verdict, as links that show these alone.
    var verdicts: [TemplateValue] {
        let chosen = address["verdict"]
        let each = Verdict.allCases.map { verdict -> TemplateValue in
            let count = matching.count { $0.difference?.verdict == verdict }
            return [
                "word": .string(verdict.rawValue), "mark": .string(ComparisonWords.mark(verdict)),
                "kind": .string(verdict.rawValue), "count": .string(ValueFormat.count(count)),
                "is_empty": .bool(count == 0 && chosen != verdict.rawValue),
                "is_chosen": .bool(chosen == verdict.rawValue),
                "link": .string(address.link(["verdict": verdict.rawValue])),
            ]
        }
        return [
            [
                "word": "all", "mark": "", "kind": "all", "count": .string(ValueFormat.count(matching.count)),
                "is_empty": false, "is_chosen": .bool(chosen == nil),
                "link": .string(address.link(["verdict": nil])),
            ]
        ] + each
    }

    /// What a row is tied to, by what it is on the row's side: "data=journal".
    private func reasons(_ row: ComparisonRow) -> [String] {
        row.causes.compactMap { name in
            guard let found = sides.answer.differences.first(where: { $0.difference.name == name }) else {
                return nil
            }
            let texts = ChangedText.of(found.values)
            let change = texts.indices.contains(row.side) ? texts[row.side].change : ""
            let plain = change.trimming(",; ")
            return plain.isEmpty ? ComparisonRowWords.short(name) : plain
        }
    }

    private func context(_ row: ComparisonRow) -> TemplateValue {
        let words = ComparisonRowWords(row: row, sides: sides)
        let difference = row.difference
        let interval = difference?.interval
        return [
            "benchmark": .string(row.cell.name.benchmark),
            "look": row.cell.name.filesystem.map(ComparisonSides.look) ?? .null,
            "metric": .string(row.shortMetric), "key": .string(row.cell.name.metric),
            "unit": .text(row.cell.name.unit?.rawValue),
            "direction": .text(row.cell.direction.map { "\($0.rawValue) is better" }),
            "cell_link": .string(row.cellLink + "#cell"),
            "side": .string(sides.name(row.side)), "side_look": sides.look(row.side),
            "first": words.value(0, address.numbers), "second": words.value(row.side, address.numbers),
            "change": .text(
                difference?.ratio.map { address.numbers.isExact ? ValueFormat.exact($0) : ChangeText.of($0) }),
            "ratio": .text(difference?.ratio.map(ValueFormat.exact)),
            "low": .text(
                interval.map {
                    address.numbers.isExact ? ValueFormat.exact($0.lowerBound) : ChangeText.of($0.lowerBound)
                }),
            "high": .text(
                interval.map {
                    address.numbers.isExact ? ValueFormat.exact($0.upperBound) : ChangeText.of($0.upperBound)
                }),
            "low_raw": .text(interval.map { ValueFormat.exact($0.lowerBound) }),
            "high_raw": .text(interval.map { ValueFormat.exact($0.upperBound) }),
            "forest": axis.context(difference),
            "kind": .string(words.kind), "mark": .string(words.mark), "verdict": .string(words.verdict),
            "needs": .text(words.needs), "needs_raw": .text(difference?.repeatsNeeded?.exactText),
            "noise": .text(difference?.noise.map { ComparisonWords.percent($0.relative) }),
            "noise_raw": .text(difference?.noise.map { ValueFormat.exact($0.relative) }),
            "noise_detail": .text(
                difference?.noise.map {
                    "n \($0.repeats), \($0.level.rawValue)"
                }),
            "why": .list(reasons(row).prefix(2).map { .string($0) }),
        ]
    }
}

/// What a row says in words.
struct ComparisonRowWords {
    let row: ComparisonRow
    let sides: ComparisonSides

    /// A number with what is to be known of it; null where a side lacks it.
    func value(_ place: Int, _ numbers: NumberLook) -> TemplateValue {
        guard row.cell.sides.indices.contains(place), let value = row.cell.sides[place] else { return .null }
        let text = numbers.text(value.value, unit: row.cell.name.unit)
        return [
            "text": .string(text), "raw": .string(ValueFormat.exact(value.value)),
            "audit": .text(sides.answer.marks[value]?.rawValue),
            "has_errors": .bool(value.measurement.hasErrors),
            "runs": value.runs.count > 1 ? .string(ValueFormat.count(value.runs.count)) : .null,
        ]
    }

    /// A verdict, or what the row has instead of one.
    var kind: String { row.difference?.verdict?.rawValue ?? "none" }
    var mark: String { row.difference?.verdict.map(ComparisonWords.mark) ?? "" }

    /// The verdict, or why there is none.
    var verdict: String {
        if row.cell.sides[0] == nil { return "\(sides.name(0)) lacks it" }
        if row.cell.sides[row.side] == nil { return "\(sides.name(row.side)) lacks it" }
        if let verdict = row.difference?.verdict { return verdict.rawValue }
        switch row.cell.unjudged(side: row.side) {
        case .sameSetup?: return surprise
        case .missing?: return "not judged: \(lacking)"
        case .noNoise?: return "noise unknown"
        case .noDirection?: return "neither way is better"
        case .notMain?: return "no main metric"
        case nil: return ""
        }
    }

    private var surprise: String {
        switch row.surprise {
        case .better?: "repeat: outside of the others, better"
        case .worse?: "repeat: outside of the others, worse"
        case .expected?: "repeat: as expected"
        case nil: "repeat"
        }
    }

    /// Which side keeps a cell out of the family.
    private var lacking: String {
        let lacking = row.cell.sides.indices.filter { row.cell.sides[$0] == nil }.map(sides.name)
        if !lacking.isEmpty {
            return "\(ComparisonWords.list(lacking)) \(lacking.count == 1 ? "lacks" : "lack") it"
        }
        let failed = row.cell.sides.indices.filter { (row.cell.sides[$0]?.value ?? 1) <= 0 }.map(sides.name)
        return "\(ComparisonWords.list(failed)) failed"
    }

    /// The runs of the side that has fewer.
    private var runs: Int {
        [0, row.side].compactMap { row.cell.sides[$0]?.runs.count }.min() ?? 1
    }

    /// What it takes to decide.
    var needs: String? { ComparisonWords.needs(row.difference?.repeatsNeeded, have: runs) }

    /// The end of a long name of a var.
    static func short(_ name: String) -> String {
        name.count <= 40 ? name : "…" + String(name.suffix(38))
    }
}

extension RepeatsNeeded {
    /// As answers have it.
    var exactText: String {
        switch self {
        case .count(let count): String(count)
        case .moreThan(let count): "more than \(count)"
        }
    }
}
