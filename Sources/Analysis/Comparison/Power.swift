import Glibc

/// How many repeats it takes to tell a difference.
package enum RepeatsNeeded: Equatable, Sendable {
    /// This many on each side, those that are there already included.
    case count(Int)
    /// More than anyone will run.
    case moreThan(Int)

    static let most = 100
}

extension Contrast {
    /// The smallest number of repeats a side for which the interval would leave out 1, or, where the difference is within
    /// the margin, would lie inside it, if the ratio and the noise stayed as they are.
    ///
    /// - Parameters:
    ///   - alpha: The level of the family's step, before the weight of single runs.
    ///   - margin: The share up to which sides are the same.
    ///   - values: Critical values that are known already.
    /// - Returns: The number; nil without noise.
    func repeatsNeeded(alpha: Double, margin: Double, _ values: CriticalValues) -> RepeatsNeeded? {
        guard let noise else { return nil }
        let distance = abs(logRatio)
        let target = distance < log1p(margin) ? log1p(margin) - distance : distance
        let deviation = (noise.variance * varianceFactorOfOneRepeat).squareRoot()
        let quantiles = [1, 2].map {
            values.critical(noise.degreesOfFreedom, tails: alpha / Self.weight(runs: $0)) ?? .infinity
        }
        let enough = (1...RepeatsNeeded.most).first { repeats in
            quantiles[repeats == 1 ? 0 : 1] * deviation / Double(repeats).squareRoot() < target
        }
        return enough.map { .count($0) } ?? .moreThan(RepeatsNeeded.most)
    }

    /// The smallest change, as a share, that a test at `alpha` finds four times in five:
    /// (t(1 − α/2) + t(0.8))·s·√(1/n₁ + 1/n₂), exponentiated, less 1; nil without noise.
    func smallestDetectable(alpha: Double, _ values: CriticalValues) -> Double? {
        guard let noise, let standardError else { return nil }
        return Power.smallestDetectable(
            standardError: standardError, degreesOfFreedom: noise.degreesOfFreedom, alpha: alpha, values)
    }
}

/// The power of Student's t-test, by its usual approximation.
enum Power {
    static func smallestDetectable(
        standardError: Double, degreesOfFreedom: Double, alpha: Double, _ values: CriticalValues
    ) -> Double? {
        quantiles(degreesOfFreedom, alpha, values).map { Contrast.ratio($0 * standardError) - 1 }
    }

    /// t(1 − α/2) + t(0.8): how many standard errors a difference must have to be found four times in five.
    static func quantiles(_ degreesOfFreedom: Double, _ alpha: Double, _ values: CriticalValues) -> Double? {
        guard let critical = values.critical(degreesOfFreedom, tails: alpha),
            // t(0.8) leaves a fifth above it, so two fifths in both tails.
            let power = values.critical(degreesOfFreedom, tails: 0.4)
        else { return nil }
        return critical + power
    }
}
