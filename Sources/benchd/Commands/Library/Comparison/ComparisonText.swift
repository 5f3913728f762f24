import Analysis
import Model
import System

/// A comparison in words and rows for people: the answer first, then what differs between the setups, then the numbers, then
/// what they rest on.
struct ComparisonText {
    /// Which rows are printed.
    struct View {
        let shown: ShownCells
        let mainOnly: Bool

        func shows(_ cell: ComparedCell) -> Bool { shown.shows(cell) && (!mainOnly || cell.isMain) }
    }

    let answer: ComparisonAnswer
    /// Nil where nothing is judged as a gate does.
    let gate: GateAnswer?
    let view: View
    /// The cells that are printed, each with its place in the comparison.
    ///
    /// As a gate has judged them, where there is one.
    let cells: [(place: Int, cell: ComparedCell)]

    private static let differenceLimit = 20
    private static let valueLimit = 40

    init(_ answer: ComparisonAnswer, gate: GateAnswer?, _ view: View) {
        self.answer = answer
        self.gate = gate
        self.view = view
        let judged = Dictionary((gate?.gate.cells ?? []).map { ($0.name, $0) }) { first, _ in first }
        cells = answer.comparison.cells.enumerated().map { (place: $0, cell: judged[$1.name] ?? $1) }
            .filter { view.shows($0.cell) }
    }

    /// The main metrics of the comparison, whatever is printed.
    private var mainCells: [(place: Int, cell: ComparedCell)] {
        answer.comparison.cells.enumerated().filter { $0.element.isMain }.map { ($0.offset, $0.element) }
    }

    /// What is compared, the answer, and what differs between the setups.
    var head: [String] {
        let sides = answer.sides.enumerated().map { place, side in
            "\(Self.letter(place)): \(side.item.run)\(side.item.filesystem.map { ":\($0)" } ?? ""), filed"
                + " \(side.filed.toSeconds) UTC" + (side.source.map { ", from \($0)" } ?? "")
                + (side.label.map { ", \($0)" } ?? "") + (side.isExcluded ? ", excluded" : "")
        }
        let results = gate.map(GateText.lines) ?? answer.sides.indices.dropFirst().map(result)
        return sides + [""] + results + setups
    }

    // MARK: The answer

    /// "B against A: 2 worse, 34 undecided of 36 main metrics; geometric mean -5.6 % over 36 main metrics".
    private func result(ofSide side: Int) -> String {
        let name = "\(Self.letter(side)) against A"
        guard answer.hasCommonCells else { return "\(name): nothing to compare, because no cell is in both" }
        guard !answer.comparison.isOfOneSetup[side] else { return "\(name): " + resultOfRepeats(side) }
        let differences = mainCells.compactMap { $0.cell.against[side] }
        var counts = Verdict.allCases.compactMap { verdict -> String? in
            let count = differences.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(verdict.rawValue)" : nil
        }
        let unjudged = mainCells.count - differences.count { $0.verdict != nil }
        if unjudged > 0 { counts.append("\(unjudged) not judged") }
        return "\(name): \(counts.joined(separator: ", ")) of \(Prose.count(mainCells.count, "main metric"))"
            + mean(side)
    }

    private func resultOfRepeats(_ side: Int) -> String {
        let surprises = answer.surprises.compactMap { $0[side - 1] }
        let outside = surprises.count { $0 != .expected }
        let known =
            surprises.isEmpty
            ? "what to expect is not known without another run of this setup"
            : "\(outside) of \(surprises.count) are outside of what the other runs of this setup let expect"
        return
            "the same setup, so no verdicts: \(known); --gate judges \(Self.letter(side)) against its repeats"
            + mean(side)
    }

    private func mean(_ side: Int) -> String {
        guard let mean = answer.comparison.geometricMeans[side - 1] else { return "" }
        return "; geometric mean \(ValueFormat.change(mean.ratio)) over"
            + " \(Prose.count(mean.count, "main metric")) (above 0 is better)"
    }

    // MARK: The setups

    private var setups: [String] {
        let counting = answer.differences.filter { $0.difference.kind != .also }
        let lines = counting.prefix(Self.differenceLimit).map { difference in
            let values = Self.differing(difference.values.map { $0 ?? "-" }).joined(separator: " | ")
            return
                "  \(difference.difference.name): \(values) (\(Prose.count(difference.concerns.count, "cell")))"
        }
        let rest = counting.count - lines.count
        return [likeForLike(counting.count)] + lines + (rest > 0 ? ["  and \(rest) more (--json)"] : [])
    }

    private func likeForLike(_ count: Int) -> String {
        let unknown = answer.unknowns.isEmpty ? "" : "; not known: \(answer.unknowns.joined(separator: ", "))"
        switch answer.likeForLike {
        case .yes: return "Like for like."
        case .asFarAsKnown:
            return answer.hasCommonCells
                ? "Like for like as far as known\(unknown)." : "The setups have no cell in common."
        case .no:
            return "Not like for like: \(Prose.count(count, "difference")) between the setups\(unknown)."
        }
    }

    /// Values of which each that is long keeps only what differs from the others.
    private static func differing(_ values: [String]) -> [String] {
        guard values.contains(where: { $0.count > valueLimit }), let first = values.first else {
            return values
        }
        let front = values.dropFirst().reduce(first.count) { count, value in
            min(count, zip(first, value).prefix { $0 == $1 }.count)
        }
        // Some of what is the same says where the difference is.
        let start = max(0, front - 8)
        return values.map { value in
            let rest = (start > 0 ? "…" : "") + String(value.dropFirst(start))
            return rest.count > valueLimit ? "\(rest.prefix(valueLimit - 1))…" : rest
        }
    }

    /// A, B, C: at most eight sides.
    static func letter(_ place: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") &+ UInt8(clamping: place)))
    }
}

extension MetricName {
    /// As people read it.
    var text: String {
        [benchmark, filesystem, metric].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
