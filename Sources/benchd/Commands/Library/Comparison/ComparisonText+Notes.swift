import Analysis
import Model

extension ComparisonText {
    private static let explainedLimit = 10
    private static let explanationLimit = 2

    /// Below the table: why, what the verdicts rest on, and what is to be distrusted.
    var end: [String] {
        let notes = reasons + [lackingNote, marksNote, terms].compactMap(\.self) + noise
        return notes.isEmpty ? [] : [""] + notes
    }

    /// The likeliest explanations of what is better or worse.
    private var reasons: [String] {
        let found = cells.flatMap { place, cell in
            cell.against.indices.dropFirst().compactMap { side -> [String]? in
                let explanations = answer.reasons[place][side - 1].explanations
                guard let verdict = cell.against[side]?.verdict, !explanations.isEmpty else { return nil }
                let side = answer.sides.count > 2 ? ", \(Self.letter(side))" : ""
                return ["  \(cell.name.text)\(side), \(verdict.rawValue):"]
                    + explanations.prefix(Self.explanationLimit).map {
                        "    \($0.difference.name): \($0.evidence)"
                    }
            }
        }
        guard !found.isEmpty else { return [] }
        let rest = found.count - Self.explainedLimit
        return ["What may explain it (a place to look, not a proof):"]
            + found.prefix(Self.explainedLimit).joined()
            + (rest > 0 ? ["  and \(rest) more (--json)"] : [])
    }

    private var lackingNote: String? {
        let count = answer.comparison.cells.count { cell in cell.isMain && cell.sides.contains { $0 == nil } }
        guard count > 0 else { return nil }
        return
            "\(Prose.count(count, "main metric")) \(count == 1 ? "is" : "are") not on all sides; only what all sides"
            + " have is judged."
    }

    private var marksNote: String? {
        guard hasMarks else { return nil }
        var runs: [String] = []
        for side in answer.sides.indices {
            let isMarked = cells.contains { $0.cell.sides[side].map { answer.marks[$0] != nil } ?? false }
            let run = answer.sides[side].item.run.description
            if isMarked, !runs.contains(run) { runs.append(run) }
        }
        return
            "! the audit doubts the number: it is very likely no measurement of what its cell says, whatever its verdict."
            + " See " + Prose.list(runs.map { "benchd audit \($0)" }) + "."
    }

    /// How the verdicts were found.
    private var terms: String? {
        let family =
            gate?.gate.cells.count { ($0.against.last ?? nil)?.p != nil } ?? answer.comparison.familySize
        let levels = cells.flatMap { $0.cell.against.compactMap { $0?.intervalLevel } }
        let asOf = "As of \(answer.asOf)."
        guard let low = levels.min(), let high = levels.max() else { return asOf }
        let level =
            low == high ? ValueFormat.level(low) : "\(ValueFormat.level(low)) to \(ValueFormat.level(high))"
        let surprises = answer.surprises.joined().count { $0 != nil }
        let tested =
            family > 0
            ? "\(Prose.count(family, "difference")) \(family == 1 ? "is" : "are") tested together at 5 %"
            : surprises > 0
                ? "\(Prose.count(surprises, "value")) \(surprises == 1 ? "is" : "are") tested against the other runs of"
                    + " the setup, together at 5 %" : "Nothing is tested"
        return "\(tested); LOW and HIGH bound the change with \(level) certainty;"
            + " up to \(ValueFormat.percent(answer.comparison.margin)) is the same; NEEDS"
            + " is how many runs a side would decide. \(asOf)"
    }

    private var noise: [String] {
        let noises = cells.filter { $0.cell.isMain }.flatMap { $0.cell.against.compactMap { $0?.noise } }
        if noises.isEmpty { return answer.noiseGap.map { [$0.text] } ?? [] }
        return [NoiseText.sentence(noises)] + [NoiseText.warning(noises)].compactMap(\.self)
    }
}
