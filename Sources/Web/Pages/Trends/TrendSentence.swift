import Analysis
import Model
import System

/// What a trend says, in sentences: since when, by how much, and why.
struct TrendSentence {
    let answer: TrendAnswer

    private var trend: Trend { answer.trend }

    /// The sentences, the most important first.
    var texts: [String] { [change, newest, unknown].compactMap { $0 } }

    /// The last step that noise does not explain; without one, how small a change would have been seen.
    private var change: String {
        guard let decided = trend.steps.indices.last(where: { trend.steps[$0].isTold }) else { return quiet }
        let step = trend.steps[decided]
        let size = ChangeText.of(step.ratio)
        let verdict =
            switch step.verdict {
            case .better: "Better"
            case .worse: "Worse"
            default: "Changed"
            }
        return
            "\(verdict) since \(when(step.at)): \(size)\(bounds(step)), \(cause(decided))\(doubt(step.at))."
    }

    /// What the audit says of the run with which a step begins.
    private func doubt(_ run: RunID) -> String {
        let point = trend.points.first { $0.measurement.run == run }
        let mark = point.flatMap { answer.marks[$0.measurement]?.rawValue }
        return mark.map { "; the audit calls that run's value \($0)" } ?? ""
    }

    private var quiet: String {
        let count = ValueFormat.count(trend.points.count, "run", "runs")
        let steps =
            trend.steps.isEmpty
            ? "no step"
            : "\(ValueFormat.count(trend.steps.count, "step", "steps")), none of which is told from noise"
        guard let last = trend.segments.last else { return "\(count), none of which counts." }
        let spread =
            last.relative.map { ", which differ by \(ValueFormat.percent($0)) from run to run" } ?? ""
        let seen = last.smallestDetectable.map {
            " A change of \(ValueFormat.detectable($0)) in one new run would probably be seen."
        }
        return "\(count)\(spread): \(steps).\(seen ?? "")"
    }

    private func when(_ run: RunID) -> String {
        let point = trend.points.first { $0.measurement.run == run }
        return point.map { $0.measurement.filed.pageText } ?? "the run \(run)"
    }

    private func bounds(_ step: Trend.Step) -> String {
        guard let interval = step.interval, let level = step.intervalLevel else { return "" }
        return " (\(ChangeText.of(interval.lowerBound)) to \(ChangeText.of(interval.upperBound))"
            + " at \(ValueFormat.level(level)))"
    }

    private func cause(_ place: Int) -> String {
        guard trend.steps[place].kind == .setup else { return "and nothing that benchd knows of changed" }
        let changes = place < answer.changes.count ? answer.changes[place] : []
        guard let first = changes.first else { return "with another setup" }
        let more = changes.count - 1
        return "with another setup: \(first.name)\(values(first))"
            + (more > 0 ? " and \(ValueFormat.count(more, "other change", "other changes"))" : "")
    }

    /// The values before and after; empty where they are long.
    private func values(_ difference: SetupDifference) -> String {
        let texts = difference.values.map { $0 ?? "none" }
        guard texts.count == 2, texts.allSatisfy({ $0.count <= 40 }) else { return "" }
        return " \(texts[0]) → \(texts[1])"
    }

    private var newest: String? {
        switch trend.points.last?.isOutside {
        case true?: "The newest run is outside of what the runs before it let expect."
        case false?: "The newest run is as the runs before it let expect."
        case nil: nil
        }
    }

    private var unknown: String? {
        guard trend.segments.allSatisfy({ $0.smallestDetectable == nil }) else { return nil }
        return "Noise is not known: send the same run again to learn it."
    }
}

extension Trend.Step {
    /// Whether noise does not explain it; of a metric without a direction the interval says so.
    fileprivate var isTold: Bool {
        switch verdict {
        case .better, .worse: true
        case nil: interval.map { !$0.contains(1) } ?? false
        default: false
        }
    }
}
