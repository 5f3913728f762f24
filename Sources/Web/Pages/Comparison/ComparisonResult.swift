import Analysis
import Model
import Templates

/// The answer of a comparison in sentences: what is worse and better, what the verdicts rest on, how to tell what is undecided.
struct ComparisonResult {
    let sides: ComparisonSides
    let rows: [ComparisonRow]

    private static let leftOutLimit = 6
    /// How many more runs a plan is for.
    private static let planSteps = [1, 3, 10, 30, 100]

    private var answer: ComparisonAnswer { sides.answer }
    private var main: [ComparisonRow] { rows.filter { $0.cell.isMain } }

    // MARK: The answer

    /// A sentence for each side but the first.
    var sentences: [TemplateValue] {
        answer.sides.indices.dropFirst().map { place in
            ["side": .string(sides.name(place)), "text": .string(sentence(place))]
        }
    }

    private func sentence(_ place: Int) -> String {
        guard answer.hasCommonCells else {
            return "no cell is on both sides, so there is nothing to compare."
        }
        if answer.comparison.isOfOneSetup[place] { return sentenceOfRepeats(place) }
        let rows = main.filter { $0.side == place }
        func count(_ verdict: Verdict) -> Int { rows.count { $0.difference?.verdict == verdict } }
        let (worse, failed) = (count(.worse), count(.failed))
        let unjudged = rows.count { $0.difference?.verdict == nil }
        var parts = [
            "\(worse) of \(ValueFormat.count(rows.count, "main value", "main values")) \(worse == 1 ? "is" : "are") worse",
            "\(count(.better)) better", "\(count(.same)) same", "\(count(.undecided)) undecided",
        ]
        if failed > 0 { parts.append("\(failed) failed") }
        if unjudged > 0 { parts.append("\(unjudged) not judged") }
        return parts.joined(separator: ", ") + "."
    }

    private func sentenceOfRepeats(_ place: Int) -> String {
        let surprises = answer.surprises.compactMap { $0[place - 1] }
        let outside = surprises.count { $0 != .expected }
        let known =
            surprises.isEmpty
            ? "What to expect is not known without another run of the setup."
            : "\(outside) of \(ValueFormat.count(surprises.count, "value", "values")) \(outside == 1 ? "lies" : "lie") outside of what the other runs of the setup let expect."
        return
            "the same setup, so what differs is noise and there are no verdicts. \(known)"
    }

    /// What the noise was learned from; why it is not known, where it is not.
    var noise: String? {
        let noises = main.compactMap { $0.difference?.noise }
        guard !noises.isEmpty else { return answer.noiseGap.map(Self.text) }
        let runs = noises.map(\.repeats)
        let (fewest, most) = (runs.min() ?? 0, runs.max() ?? 0)
        let count = fewest == most ? ValueFormat.count(most, "run", "runs") : "\(fewest) to \(most) runs"
        let levels = Noise.Level.allCases.filter { level in noises.contains { $0.level == level } }
        let sources = ComparisonWords.list(levels.map(ComparisonWords.level))
        let within = ComparisonWords.time(milliseconds: noises.map(\.within).max() ?? 0)
        let degrees = noises.map(\.degreesOfFreedom).min() ?? 0
        let doubt =
            degrees < 4 ? " It rests on few runs, so intervals are wide: every repeat narrows them." : ""
        return
            "Noise is \(ComparisonWords.span(noises.map(\.relative))), from \(count) of \(sources), filed within"
            + " \(within); over a longer time it is larger.\(doubt)"
    }

    private static func text(_ gap: NoiseGap) -> String {
        gap == .later
            ? "Noise is not known: a run was filed after the time as of which this page is, so its repeats do not count."
            : gap.text
    }

    /// Whether the setups let the values be compared.
    var likeForLike: String {
        let unknown = answer.unknowns.isEmpty ? "" : " Not known: \(answer.unknowns.joined(separator: ", "))."
        let count = answer.differences.count { $0.difference.kind != .also }
        switch answer.likeForLike {
        case .yes:
            return sides.areFilesystemsOfOneRun
                ? "Like for like: one run, and only the filesystems differ."
                : "Like for like: no fact, setting or var that counts differs."
        case .asFarAsKnown: return answer.hasCommonCells ? "Like for like as far as known.\(unknown)" : ""
        case .no:
            return
                "Not like for like: \(ValueFormat.count(count, "difference", "differences")) between the setups can be the cause.\(unknown)"
        }
    }

    /// How the verdicts were found.
    var terms: String {
        let levels = rows.compactMap { $0.difference?.verdict == nil ? nil : $0.difference?.intervalLevel }
        let family = answer.comparison.familySize
        let margin = ComparisonWords.percent(answer.comparison.margin)
        guard family > 0, let low = levels.min(), let high = levels.max() else {
            return "Nothing is tested. Intervals of values that are not judged have 95 %."
        }
        let level =
            low == high
            ? ValueFormat.level(low) : "\(ValueFormat.level(low)) to \(ValueFormat.level(high))"
        return
            "\(ValueFormat.count(family, "difference is", "differences are")) tested together, so that the chance of one"
            + " wrong verdict is about 5 % (docs/statistics.md has what simulations found): so each interval holds the true change with \(level). Up to \(margin) counts"
            + " as same. Intervals of values that are not judged have 95 %."
    }

    // MARK: Means and plans

    /// The geometric mean of each side but the first.
    var means: [TemplateValue] {
        answer.sides.indices.dropFirst().compactMap { place in
            guard let mean = answer.comparison.geometricMeans[place - 1] else { return nil }
            let leftOut = mean.leftOut.map { name in
                [name.benchmark, name.filesystem, name.metric].compactMap(\.self).joined(separator: " ")
            }
            let further = leftOut.count - Self.leftOutLimit
            return [
                "side": .string(sides.name(place)), "change": .string(ChangeText.of(mean.ratio)),
                "ratio": .string(ValueFormat.exact(mean.ratio)),
                "count": .string(ValueFormat.count(mean.count, "main value", "main values")),
                "left_out_count": leftOut.isEmpty ? .null : .string(ValueFormat.count(leftOut.count)),
                "left_out": .list(leftOut.prefix(Self.leftOutLimit).map { .string($0) }),
                "further": further > 0 ? .string(ValueFormat.count(further)) : .null,
            ]
        }
    }

    /// How many undecided rows so many more runs of each side decide, as far as the differences are as they look; empty where
    /// nothing is undecided.
    var plan: [TemplateValue] {
        let needs = main.compactMap { row -> Int? in
            guard row.difference?.verdict == .undecided,
                case .count(let count)? = row.difference?.repeatsNeeded
            else { return nil }
            let have = [0, row.side].compactMap { row.cell.sides[$0]?.runs.count }.min() ?? 1
            return max(1, count - have)
        }
        var last = 0
        return Self.planSteps.compactMap { step in
            let decided = needs.count { $0 <= step }
            guard decided > last else { return nil }
            last = decided
            return [
                "runs": .string(ValueFormat.count(step, "more run", "more runs")),
                "count": .string(ValueFormat.count(decided)),
            ]
        }
    }

    /// How many rows are undecided, and how many of these are not decided by 100 runs.
    var open: TemplateValue {
        let undecided = main.filter { $0.difference?.verdict == .undecided }
        let hopeless = undecided.count { row in
            if case .moreThan = row.difference?.repeatsNeeded { true } else { false }
        }
        guard !undecided.isEmpty else { return .null }
        return [
            "count": .string(ValueFormat.count(undecided.count)),
            "hopeless": hopeless > 0 ? .string(ValueFormat.count(hopeless)) : .null,
            "rig": .text(answer.sides.first?.source),
        ]
    }
}
