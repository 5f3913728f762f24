import Analysis
import Model

/// How the page of a comparison says numbers and reasons.
enum ComparisonWords {
    /// The mark beside the word of a verdict, for those who do not see its colour.
    static func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .better: "▲"
        case .worse: "▼"
        case .same: "="
        case .undecided: "?"
        case .failed: "×"
        }
    }

    /// A share in percent: "5 %".
    static func percent(_ share: Double) -> String {
        guard share.isFinite, share <= 9.99 else { return "more than 999 %" }
        let percents = share * 100
        return ValueFormat.exact(percents < 10 ? (percents * 10).rounded() / 10 : percents.rounded()) + " %"
    }

    /// A span: "0.3 s", "14 minutes", "2 days".
    static func time(milliseconds: Int64) -> String {
        let seconds = Double(milliseconds) / 1_000
        let steps: [(String, Double)] = [(" s", 1), (" minutes", 60), (" hours", 3_600), (" days", 86_400)]
        let step = steps.last { seconds >= 2 * $0.1 } ?? steps[0]
        let number = seconds / step.1
        return ValueFormat.exact(number < 10 ? (number * 10).rounded() / 10 : number.rounded()) + step.0
    }

    /// What is still to be sent to decide: "3 more runs of each"; nil where nothing is.
    static func needs(_ repeats: RepeatsNeeded?, have runs: Int) -> String? {
        switch repeats {
        case .count(let count):
            let more = max(1, count - runs)
            return "\(ValueFormat.count(more)) more \(more == 1 ? "run" : "runs") of each"
        case .moreThan(let count): return "more than \(count) runs of each"
        case nil: return nil
        }
    }

    /// Where noise was learned.
    static func level(_ level: Noise.Level) -> String {
        switch level {
        case .cell: "this cell's own repeats"
        case .benchmark: "this benchmark on the rig"
        case .kind: "benchmarks of its kind on the rig"
        case .library: "benchmarks of its kind on any rig"
        }
    }

    /// "B", "B and C", "B, C and D".
    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    /// "3 %" or "3 % to 17 %".
    static func span(_ shares: [Double]) -> String {
        let (low, high) = (percent(shares.min() ?? 0), percent(shares.max() ?? 0))
        return low == high ? low : "\(low) to \(high)"
    }
}
