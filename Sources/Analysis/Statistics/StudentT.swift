import Glibc

/// Student's t distribution.
package struct StudentT: Equatable, Sendable {
    /// At least 1e-300; need not be whole.
    package let degreesOfFreedom: Double

    /// A distribution; nil where the degrees of freedom are no finite number of at least 1e-300.
    package init?(degreesOfFreedom: Double) {
        guard degreesOfFreedom.isFinite, degreesOfFreedom >= 1e-300 else { return nil }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(|T| ≥ |t|): the p-value of a two-sided test; nil where t is no number.
    ///
    /// With x = ν/(ν + t²) it is I_x(ν/2, 1/2) (DLMF 8.17; Abramowitz and Stegun 26.7.1).
    package func twoSidedP(_ t: Double) -> Double? {
        guard !t.isNaN else { return nil }
        let t = abs(t)
        if t.isInfinite { return 0 }
        if degreesOfFreedom > Self.nearlyNormal { return Self.normalTails(t, degreesOfFreedom) }
        let share = t / degreesOfFreedom.squareRoot()
        let square = share * share
        if square.isInfinite { return farTails(share) }
        return IncompleteBeta.regularised(
            1 / (1 + square), complement: square / (1 + square), degreesOfFreedom / 2, 0.5)
    }

    /// P(T ≤ t); nil where t is no number.
    package func cumulative(_ t: Double) -> Double? {
        twoSidedP(t).map { t < 0 ? $0 / 2 : 1 - $0 / 2 }
    }

    /// The t that T stays below with a probability; nil where it is not above 0 and below 1.
    package func quantile(_ probability: Double) -> Double? {
        guard probability > 0, probability < 1 else { return nil }
        if probability == 0.5 { return 0 }
        let t = distance(tails: 2 * min(probability, 1 - probability))
        return probability < 0.5 ? -t : t
    }

    /// The t of a two-sided interval: |T| stays below it with probability 1 − `tails`; nil unless 0 < `tails` ≤ 1.
    package func critical(tails: Double) -> Double? {
        guard tails > 0, tails <= 1 else { return nil }
        return distance(tails: tails)
    }

    /// The logarithm of the density at 0; nil where it cannot be computed.
    private var logarithmOfPeak: Double? {
        let v = degreesOfFreedom
        guard let upper = Gamma.logarithm((v + 1) / 2), let lower = Gamma.logarithm(v / 2) else { return nil }
        return upper - lower - 0.5 * log(v * .pi)
    }

    /// The density at t, from that at 0.
    private func density(_ t: Double, logarithmOfPeak: Double) -> Double {
        let v = degreesOfFreedom
        let share = t / v.squareRoot()
        return exp(logarithmOfPeak - (v + 1) / 2 * log1p(share * share))
    }

    /// Where the tails have this probability: Newton's method on the logarithm of the tails, kept inside a bracket
    /// that each step makes narrower.
    private func distance(tails: Double) -> Double {
        var low = 0.0
        var high = 1.0
        while high < 1e300, (twoSidedP(high) ?? 0) > tails { (low, high) = (high, high * 4) }
        let peak = logarithmOfPeak ?? -.infinity
        var t = (low + high) / 2
        for _ in 0..<200 {
            let p = twoSidedP(t) ?? 0
            if p > tails { low = t } else { high = t }
            let slope = 2 * density(t, logarithmOfPeak: peak)
            let next = t + (log(p) - log(tails)) * p / slope
            let isInside = next.isFinite && next > low && next < high
            let target = isInside ? next : low + (high - low) / 2
            if abs(target - t) <= 1e-15 * t || high - low <= 1e-15 * high { return target }
            t = target
        }
        return t
    }

    /// The tails where t² is too large for a Double: there they fall as t to the power −ν.
    private func farTails(_ share: Double) -> Double {
        let v = degreesOfFreedom
        guard let upper = Gamma.logarithm((v + 1) / 2), let lower = Gamma.logarithm(v / 2) else { return 0 }
        return exp(upper - lower - 0.5 * log(.pi) - log(v / 2) - v * log(share))
    }

    private static let nearlyNormal = 1e6

    /// Abramowitz and Stegun 26.7.8, with an error far below 1/ν².
    private static func normalTails(_ t: Double, _ v: Double) -> Double {
        let z = t * (1 - 0.25 / v) / (1 + t / v * t / 2).squareRoot()
        return erfc(z / 2.squareRoot())
    }
}
