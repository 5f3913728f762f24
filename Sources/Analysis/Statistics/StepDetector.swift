/// Steps in a series: places where its mean changes for longer than noise explains.
///
/// E-divisive (Matteson and James 2014) divides windows of the series, a t-test decides whether a division stays, and
/// what the whole series does not confirm is merged away (Fleming et al., "Hunter", ICPE 2023; Apache Otava). It differs from
/// Otava in the t-test alone, which here has Bessel's correction. The answer depends on the values alone.
package struct StepDetector: Equatable, Sendable {
    /// How many values one window has; at least 2.
    package let window: Int
    /// A step stays where the p-value of its t-test is below this.
    package let p: Double

    /// A detector; a window below 2 counts as 2, one above 200 as 200.
    package init(window: Int = 50, p: Double = 0.001) {
        self.window = min(200, max(2, window))
        self.p = p
    }

    /// The indices of the first values after each step, in order; empty where a value is not finite.
    package func steps(in values: [Double]) -> [Int] {
        guard values.allSatisfy(\.isFinite) else { return [] }
        return merged(candidates(in: values), values)
    }

    /// The first pass: what windows that overlap by half show at ten times `p`.
    private func candidates(in values: [Double]) -> [Int] {
        let limit = p < 0.05 ? p * 10 : p < 0.5 ? p * 2 : p
        var found: Set<Int> = []
        var start = 0
        while start < values.count {
            let slice = Array(values[start..<min(start + window, values.count)])
            let steps = divisions(of: slice, limit: limit).map { $0 + start }
            found.formUnion(steps)
            start = max(steps.last ?? 0, start + window / 2)
        }
        return found.sorted()
    }

    /// Divides a window at its best place, then its parts, as long as the t-test at the best place of all parts is below
    /// the limit.
    private func divisions(of values: [Double], limit: Double) -> [Int] {
        let distance = EnergyDistance(values)
        var steps: [Int] = []
        while true {
            var best: (candidate: EnergyDistance.Candidate, part: Range<Int>)?
            for part in Self.parts(between: steps, count: values.count) {
                guard let candidate = distance.best(in: part) else { continue }
                if candidate.measure > best?.candidate.measure ?? -.infinity { best = (candidate, part) }
            }
            guard let best,
                Self.p(values, best.part.lowerBound, best.candidate.index, best.part.upperBound) < limit
            else { return steps }
            steps = (steps + [best.candidate.index]).sorted()
        }
    }

    /// The second pass: the step with the largest p-value goes, until that is below `p` for all that are left.
    private func merged(_ candidates: [Int], _ values: [Double]) -> [Int] {
        var steps = candidates
        while true {
            let ends = [0] + steps + [values.count]
            let pValues = steps.indices.map { Self.p(values, ends[$0], ends[$0 + 1], ends[$0 + 2]) }
            guard let weakest = pValues.indices.max(by: { pValues[$0] < pValues[$1] }), pValues[weakest] >= p
            else { return steps }
            steps.remove(at: weakest)
        }
    }

    private static func parts(between steps: [Int], count: Int) -> [Range<Int>] {
        let ends = [0] + steps + [count]
        return zip(ends, ends.dropFirst()).map { $0..<$1 }
    }

    private static func p(_ values: [Double], _ start: Int, _ division: Int, _ end: Int) -> Double {
        MeanDifference(Array(values[start..<division]), Array(values[division..<end]))?.p ?? 1
    }
}
