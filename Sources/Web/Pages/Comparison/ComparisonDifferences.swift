import Analysis
import Model
import Templates

/// What differs between the setups of the sides, on the page of a comparison: what is tied to a decided cell comes first.
struct ComparisonDifferences {
    let sides: ComparisonSides
    /// The rows of the decided cells, which differences are tied to.
    let decided: [ComparisonRow]
    let isExact: Bool

    /// The most rows that stand open, and that the page has.
    private static let openLimit = 6
    private static let limit = 200
    private static let linkLimit = 4
    private static let valueLimit = 44

    private var answer: ComparisonAnswer { sides.answer }

    /// One row: a name with its value on each side.
    private struct Row {
        let kind: SetupDifference.Kind
        let file: String?
        let name: String
        var values: [String?]
        let concerns: [CellName]
        var cells: [ComparisonRow] = []
    }

    /// The context of the section.
    var context: TemplateValue {
        // Of filesystems of one run, what the config says of each is all that differs.
        let isOwn = sides.areFilesystemsOfOneRun
        let counting = rows { isOwn || $0 != .also }.sorted { $0.cells.count > $1.cells.count }
        let others = isOwn ? [] : rows { $0 == .also }
        let open = counting.prefix(Self.openLimit)
        let rest = counting.dropFirst(Self.openLimit).prefix(Self.limit)
        return [
            "columns": .list(answer.sides.indices.map(sides.column)),
            "open": .list(open.map(context)),
            "rest": rest.isEmpty
                ? .null : group(Array(rest), ValueFormat.count(rest.count, "more differs", "more differ")),
            "also": others.isEmpty
                ? .null
                : group(
                    Array(others.prefix(Self.limit)),
                    ValueFormat.count(
                        others.count, "fact differs as well, and counts for nothing",
                        "facts differ as well, and count for nothing")),
            "config_link": .text(sides.configLink),
        ]
    }

    private func group(_ rows: [Row], _ title: String) -> TemplateValue {
        ["title": .string(title), "rows": .list(rows.map(context))]
    }

    private func rows(where matches: (SetupDifference.Kind) -> Bool) -> [Row] {
        let rows = answer.differences.filter { matches($0.difference.kind) }.map { found in
            Row(
                kind: found.difference.kind, file: found.difference.file, name: found.difference.name,
                values: found.values, concerns: found.concerns,
                cells: decided.filter { $0.causes.contains(found.difference.name) })
        }
        return merged(rows)
    }

    /// The same entry of each side's own filesystem in one row; what is then equal is no difference.
    private func merged(_ rows: [Row]) -> [Row] {
        let filesystems = answer.sides.map(\.item.filesystem)
        guard Set(filesystems).count > 1 else { return rows }
        var merged: [Row] = []
        for row in rows {
            let parts = row.name.components
            let own = filesystems.indices.filter { side in filesystems[side].map(parts.contains) ?? false }
            guard !own.isEmpty, let name = filesystems[own[0]] else {
                merged.append(row)
                continue
            }
            let common = parts.map { $0 == name ? "its own" : $0 }.joined(separator: " / ")
            if let place = merged.firstIndex(where: { $0.name == common && $0.file == row.file }) {
                for side in own { merged[place].values[side] = row.values[side] }
            } else {
                let values = filesystems.indices.map { own.contains($0) ? row.values[$0] : nil }
                merged.append(
                    Row(
                        kind: row.kind, file: row.file, name: common, values: values, concerns: row.concerns,
                        cells: row.cells))
            }
        }
        // That each is called by its own name is no difference either.
        return merged.filter { row in Set(row.values).count > 1 && row.values != filesystems }
    }

    private func context(_ row: Row) -> TemplateValue {
        let shown = isExact ? row.values.map { ChangedText(whole: $0 ?? "") } : ChangedText.of(row.values)
        return [
            "name": .string(row.name), "place": .string(row.file ?? Self.word(row.kind)),
            "values": .list(
                zip(row.values, shown).enumerated().map { place, pair in
                    let (value, text) = pair
                    return [
                        "side": .string(sides.name(place)),
                        "is_there": .bool(value != nil), "start": .string(text.start),
                        "change": .string(text.change), "end": .string(text.end),
                    ]
                }),
            "concerns": .string(concerns(row.concerns)),
            "cells": .list(row.cells.prefix(Self.linkLimit).map(link)),
            "further": row.cells.count > Self.linkLimit
                ? .string(ValueFormat.count(row.cells.count - Self.linkLimit)) : .null,
        ]
    }

    private func link(_ row: ComparisonRow) -> TemplateValue {
        [
            "link": .string(row.cellLink + "#cell"), "name": .string(row.shortName),
            "change": .text(row.difference?.ratio.map(ChangeText.of)),
            "kind": .string(row.difference?.verdict?.rawValue ?? ""),
            "mark": .string(row.difference?.verdict.map(ComparisonWords.mark) ?? ""),
        ]
    }

    private static func word(_ kind: SetupDifference.Kind) -> String {
        switch kind {
        case .fact, .also: "fact of the machine"
        case .setting: "setting in the report"
        case .var: "config"
        }
    }

    /// "8 cells, all on ext4_overlay2".
    private func concerns(_ cells: [CellName]) -> String {
        guard let first = cells.first else { return "no cell" }
        if cells.count == 1 { return "\(first.benchmark) on \(first.filesystem)" }
        let count = ValueFormat.count(cells.count, "cell", "cells")
        if Set(cells.map(\.filesystem)).count == 1, !sides.areFilesystemsOfOneRun {
            return "\(count), all on \(first.filesystem)"
        }
        return Set(cells.map(\.benchmark)).count == 1 ? "\(count), all of \(first.benchmark)" : count
    }
}

extension String {
    /// Without some characters at its beginning and end.
    func trimming(_ characters: String) -> String {
        let rest = drop { characters.contains($0) }
        return String(rest.prefix(rest.count - rest.reversed().prefix { characters.contains($0) }.count))
    }

    /// The parts of a name that " / " divides.
    fileprivate var components: [String] {
        var parts: [String] = [""]
        var rest = self[...]
        while let first = rest.first {
            if rest.hasPrefix(" / ") {
                parts.append("")
                rest = rest.dropFirst(3)
            } else {
                parts[parts.count - 1].append(first)
                rest = rest.dropFirst()
            }
        }
        return parts
    }
}

/// A value of a side in three parts: what it has in common with the others at its beginning and end, and what differs.
struct ChangedText: Equatable {
    var start = ""
    var change = ""
    var end = ""

    private static let contextCount = 14
    private static let changeLimit = 60

    /// A text in which nothing is marked.
    init(whole: String) { start = whole }

    private init(_ text: String, front: Int, back: Int) {
        let characters = Array(text)
        let tail = max(front, characters.count - back)
        start = Self.cut(characters[..<min(front, characters.count)], atFront: true)
        let middle = characters[min(front, characters.count)..<tail]
        change = String(middle.prefix(Self.changeLimit)) + (middle.count > Self.changeLimit ? "…" : "")
        end = Self.cut(characters[tail...], atFront: false)
    }

    private static func cut(_ text: ArraySlice<Character>, atFront: Bool) -> String {
        guard text.count > 2 * contextCount else { return String(text) }
        return atFront ? "…" + String(text.suffix(contextCount)) : String(text.prefix(contextCount)) + "…"
    }

    /// The values of some sides; nil reads as an empty text.
    static func of(_ values: [String?]) -> [ChangedText] {
        let known = values.compactMap(\.self)
        guard known.count > 1, Set(known).count > 1 else {
            return values.map { ChangedText($0 ?? "", front: 0, back: 0) }
        }
        let shortest = known.map(\.count).min() ?? 0
        let front = commonCount(known.map(Array.init))
        let back = commonCount(known.map { $0.reversed() })
        let tail = max(0, min(back, shortest - front))
        return values.map { ChangedText($0 ?? "", front: front, back: tail) }
    }

    /// How many characters all texts begin with, without the beginning of a word or a number that goes on.
    private static func commonCount(_ texts: [[Character]]) -> Int {
        guard let first = texts.first else { return 0 }
        var count = texts.map { text in zip(first, text).prefix { $0 == $1 }.count }.min() ?? 0
        while count > 0, isOfWord(first[count - 1]),
            texts.contains(where: { $0.count > count && isOfWord($0[count]) })
        {
            count -= 1
        }
        return count
    }

    private static func isOfWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
