import Glibc
import Model

/// What can be said of a difference.
package enum Verdict: String, CaseIterable, Sendable {
    case better, worse
    /// Any difference is smaller than the margin.
    case same
    /// Noise could explain it, and could hide a difference beyond the margin.
    case undecided
    /// The value is 0 or below.
    case failed
}

/// A difference from the baseline, judged.
package struct Difference: Equatable, Sendable {
    /// The other side's value divided by the baseline's; nil where one has no logarithm.
    package let ratio: Double?
    /// Of the ratio; nil without noise.
    package let interval: ClosedRange<Double>?
    /// The probability with which the interval holds the true ratio; nil without noise.
    package let intervalLevel: Double?
    /// Nil for what is not judged: no main metric, no direction, no noise, sides of one setup.
    package let verdict: Verdict?
    /// Of the t-test, before Holm; nil without noise.
    package let p: Double?
    /// What it would take to decide; nil for what is decided or not judged.
    package let repeatsNeeded: RepeatsNeeded?
    /// The smallest change that this comparison would probably find, as a share; nil without noise.
    package let smallestDetectable: Double?
    package let noise: Noise?
    /// The rank test beside the t-test; nil below four runs a side.
    package let ranks: RankAgreement?
    /// The sides are repeats of each other in this cell.
    package let isOfOneSetup: Bool
}

/// The exact test of Mann and Whitney and the shift of Hodges and Lehmann, beside a verdict.
package struct RankAgreement: Equatable, Sendable {
    /// Two-sided.
    package let p: Double
    /// The shift as a ratio.
    package let ratio: Double
    /// Whether they say what the verdict says: a difference in its direction at 5 %, or none.
    package let agrees: Bool
}

/// A cell on its way through the family: what is judged, or why it is not.
struct JudgedCell {
    /// Nil where the sides have no ratio.
    let contrast: Contrast?
    /// Nil for what has no verdict.
    let direction: Metric.Direction?
    /// Counts in the family, if it has a contrast with noise.
    let isInFamily: Bool
    let isOfOneSetup: Bool
    /// What is known without a test.
    let knownVerdict: Verdict?
    /// The logarithms of both sides, for the rank test.
    let logarithms: (first: [Double], second: [Double])

    var isTested: Bool { isInFamily && knownVerdict == nil && contrast?.p != nil }
}

/// Judges all cells of a comparison at one family-wise error.
struct Judge {
    /// The family-wise error, 5 %.
    static let alpha = 0.05
    let margin: Double
    let values = CriticalValues()

    /// The differences, in the order of the cells.
    func judge(_ cells: [JudgedCell]) -> [Difference] {
        let tested = cells.indices.filter { cells[$0].isTested }
        let tests = tested.map {
            Holm.Test(p: cells[$0].contrast?.p ?? 1, weight: cells[$0].contrast?.weight ?? 1)
        }
        var decisions: [Int: Holm.Decision] = [:]
        for (index, decision) in zip(tested, Holm.decide(tests, alpha: Self.alpha)) {
            decisions[index] = decision
        }
        return cells.indices.map { difference(cells[$0], decisions[$0]) }
    }

    private func difference(_ cell: JudgedCell, _ decision: Holm.Decision?) -> Difference {
        let contrast = cell.contrast
        let alpha = decision?.alpha ?? Self.alpha
        let interval = contrast.flatMap { self.interval(of: $0, decision, alpha: alpha) }
        let verdict = cell.knownVerdict ?? decision.flatMap { self.verdict(cell, $0, interval) }
        let isOpen = verdict == .undecided
        return Difference(
            ratio: contrast.map { Contrast.ratio($0.logRatio) }, interval: interval,
            intervalLevel: interval.map { _ in 1 - alpha }, verdict: verdict, p: contrast?.p,
            repeatsNeeded: isOpen
                ? contrast?.repeatsNeeded(alpha: alpha * (contrast?.weight ?? 1), margin: margin, values)
                : nil,
            smallestDetectable: contrast?.smallestDetectable(alpha: alpha, values), noise: contrast?.noise,
            ranks: RankAgreement(cell, verdict), isOfOneSetup: cell.isOfOneSetup)
    }

    /// The interval at the level that decided, corrected where rounding lets it contradict the test.
    private func interval(
        of contrast: Contrast, _ decision: Holm.Decision?, alpha: Double
    ) -> ClosedRange<Double>? {
        guard let interval = contrast.interval(alpha: alpha, values) else { return nil }
        let (low, high) = (interval.lowerBound, interval.upperBound)
        guard let decision else { return interval }
        if !decision.isRejected { return min(low, 1)...max(high, 1) }
        return contrast.logRatio > 0
            ? max(low, 1.0.nextUp)...max(high, 1.0.nextUp) : min(low, 1.0.nextDown)...min(high, 1.0.nextDown)
    }

    private func verdict(
        _ cell: JudgedCell, _ decision: Holm.Decision, _ interval: ClosedRange<Double>?
    ) -> Verdict? {
        guard let contrast = cell.contrast, let direction = cell.direction, let interval else { return nil }
        if decision.isRejected { return (contrast.logRatio > 0) == (direction == .higher) ? .better : .worse }
        let isInside = interval.lowerBound >= 1 / (1 + margin) && interval.upperBound <= 1 + margin
        return isInside ? .same : .undecided
    }
}

extension RankAgreement {
    static let fewestRuns = 4

    /// Nil where a side has too few runs or too many, or there is no verdict from a test.
    init?(_ cell: JudgedCell, _ verdict: Verdict?) {
        let (first, second) = cell.logarithms
        guard let verdict, verdict != .failed, min(first.count, second.count) >= Self.fewestRuns,
            let p = MannWhitney(first, second)?.p,
            let shift = HodgesLehmann.shift(from: first, to: second)
        else { return nil }
        self.p = p
        ratio = Contrast.ratio(shift)
        let isFound = p <= Judge.alpha
        let isDecided = verdict == .better || verdict == .worse
        let isSameWay = (shift > 0) == ((cell.contrast?.logRatio ?? 0) > 0)
        agrees = isFound == isDecided && (!isFound || isSameWay)
    }
}
