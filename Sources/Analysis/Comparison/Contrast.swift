import Glibc

/// The difference of two sides before it is judged: of logarithms, with what is known of its noise.
struct Contrast: Equatable, Sendable {
    /// The second side's mean less the first's.
    let logRatio: Double
    let noise: Noise?
    /// The variance of `logRatio` is this times the noise's.
    let varianceFactor: Double
    /// The same if each side had one run of one iteration.
    let varianceFactorOfOneRepeat: Double
    /// The runs of the smaller side.
    let runs: Int

    /// Of sides that were measured apart: the variance is s²(1/n₁ + 1/n₂), n being runs times iterations.
    static func independent(
        _ first: [CellRepeat], _ firstNoise: Noise?, _ second: [CellRepeat], _ secondNoise: Noise?
    ) -> Contrast? {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        let factors = (1 / first.totalWeight, 1 / second.totalWeight)
        return Contrast(
            logRatio: second.weightedMean - first.weightedMean,
            noise: combined(firstNoise, factors.0, secondNoise, factors.1),
            varianceFactor: factors.0 + factors.1, varianceFactorOfOneRepeat: 2,
            runs: min(first.count, second.count))
    }

    /// Of filesystems of the same runs, by the ratio of each run.
    static func paired(_ ratios: [CellRepeat], _ noise: Noise?) -> Contrast? {
        guard !ratios.isEmpty else { return nil }
        return Contrast(
            logRatio: ratios.weightedMean, noise: noise, varianceFactor: 1 / ratios.totalWeight,
            varianceFactorOfOneRepeat: 1, runs: ratios.count)
    }

    /// The noise of both sides; where only one is known, the other side is taken to be as noisy.
    private static func combined(
        _ first: Noise?, _ firstFactor: Double, _ second: Noise?, _ secondFactor: Double
    ) -> Noise? {
        guard let first, let second, first != second else { return first ?? second }
        return Noise(first, factor: firstFactor, second, factor: secondFactor)
    }

    /// Nil without noise.
    var standardError: Double? { noise.map { ($0.variance * varianceFactor).squareRoot() } }

    /// Of the difference, by Student's t; nil without noise.
    var p: Double? {
        guard let noise, let standardError else { return nil }
        return StudentT(degreesOfFreedom: noise.degreesOfFreedom)?.twoSidedP(logRatio / standardError)
    }

    /// How often the p-value counts in its family: twice where a side is a single run (docs/statistics.md).
    var weight: Double { Self.weight(runs: runs) }

    static func weight(runs: Int) -> Double { runs > 1 ? 1 : 2 }

    /// The interval of the ratio that misses with the probability `alpha`; nil without noise.
    func interval(alpha: Double, _ values: CriticalValues) -> ClosedRange<Double>? {
        guard let noise, let standardError,
            let t = values.critical(noise.degreesOfFreedom, tails: alpha)
        else { return nil }
        return Self.ratio(logRatio - t * standardError)...Self.ratio(logRatio + t * standardError)
    }

    /// The ratio of a difference of logarithms, finite whatever that is.
    static func ratio(_ logarithm: Double) -> Double { min(exp(logarithm), .greatestFiniteMagnitude) }
}
