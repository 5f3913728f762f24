import Glibc

/// How far values of one setup lie apart by chance.
package struct Noise: Equatable, Sendable {
    /// What the part of the noise that is not the cell's own was learned from.
    package enum Level: String, CaseIterable, Sendable {
        /// Nothing: the cell's own repeats are all there is.
        case cell
        /// The same benchmark and metric on the rig.
        case benchmark
        /// Benchmarks of the same kind and the same metric on the rig.
        case kind
        /// Benchmarks of the same kind and the same metric on any rig.
        case library
    }

    /// s², of the natural logarithm of one value of one iteration; above 0.
    package let variance: Double
    /// d₀ + d; need not be whole.
    package let degreesOfFreedom: Double
    package let level: Level
    /// The runs that it was learned from.
    package let repeats: Int
    /// The time in which these were filed, in milliseconds; noise over a longer time is larger.
    package let within: Int64

    /// s as a share of the value: exp(s) − 1.
    package var relative: Double { expm1(variance.squareRoot()) }
    package var deviation: Double { variance.squareRoot() }

    /// The degrees of freedom from which on a level counts, and how many of them count at most.
    static let priorDegreesOfFreedom = 4.0

    /// The moderated variance (Smyth 2004): s² = (d₀s₀² + ds₁²)/(d₀ + d).
    ///
    /// Nil where neither pool knows anything, or where no value ever differed from another, which no measurement does.
    ///
    /// - Parameters:
    ///   - own: The pool of the cell itself, which gives s₁² and d.
    ///   - wider: The pools of the levels, the nearest first; the first with at least four degrees of freedom gives s₀²,
    ///     and d₀ is 4.
    init?(own: VariancePool, wider: some Sequence<(Level, VariancePool)>) {
        let prior = wider.first { $0.1.degreesOfFreedom >= Self.priorDegreesOfFreedom }
        let priorDegrees = prior == nil ? 0 : Self.priorDegreesOfFreedom
        let degrees = priorDegrees + own.degreesOfFreedom
        let squares = priorDegrees * (prior?.1.variance ?? 0) + own.sumOfSquares
        guard degrees > 0, squares > 0, (squares / degrees).isFinite else { return nil }
        variance = squares / degrees
        degreesOfFreedom = degrees
        level = prior?.0 ?? .cell
        let learned = own.extent(with: prior?.1 ?? VariancePool())
        (repeats, within) = (learned.runs, learned.span)
    }

    /// The mean of two variances, where two cells have noise of their own: for the sum of s₁²f₁ and s₂²f₂ with the degrees
    /// of freedom of Welch (1947) and Satterthwaite (1946).
    init(_ first: Noise, factor firstFactor: Double, _ second: Noise, factor secondFactor: Double) {
        let (a, b) = (first.variance * firstFactor, second.variance * secondFactor)
        variance = (a + b) / (firstFactor + secondFactor)
        let scale = max(a, b)
        let (shareA, shareB) = (a / scale, b / scale)
        let total = shareA + shareB
        let degrees =
            total * total
            / (shareA * shareA / first.degreesOfFreedom + shareB * shareB / second.degreesOfFreedom)
        degreesOfFreedom = degrees
        let isFirstWorse = first.degreesOfFreedom <= second.degreesOfFreedom
        level = isFirstWorse ? first.level : second.level
        repeats = min(first.repeats, second.repeats)
        within = min(first.within, second.within)
    }
}
