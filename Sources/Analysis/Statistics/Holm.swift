/// Tests of one family at one family-wise error (Holm 1979).
///
/// The smallest p-value is tested at α/m, the next at α/(m − 1), and so on until the first that fails. A test may have a
/// weight: its p-value counts that many times.
package enum Holm {
    /// How a test of the family ended.
    package struct Decision: Equatable, Sendable {
        package let isRejected: Bool
        /// The level of the step that decided, divided by the weight of the test.
        ///
        /// It is that of its own step for what is rejected, and of the first step that failed for all others. So an
        /// interval with 1 − `alpha` coverage leaves out 1 if and only if `isRejected`.
        package let alpha: Double
        /// The p-value times weight and step, at least those before it, at most 1.
        package let adjustedP: Double
    }

    /// A test: its p-value, and how often it counts.
    package struct Test: Equatable, Sendable {
        let p: Double
        let weight: Double

        /// A test; a `p` that is no probability counts as 1, a weight below 1 or no number as 1.
        package init(p: Double, weight: Double = 1) {
            self.p = (0...1).contains(p) ? p : 1
            self.weight = weight >= 1 && weight.isFinite ? weight : 1
        }
    }

    /// The decisions, in the order of the tests.
    package static func decide(_ tests: [Test], alpha: Double) -> [Decision] {
        let order = tests.indices.sorted { weighted(tests[$0]) < weighted(tests[$1]) }
        var decisions = [Decision?](repeating: nil, count: tests.count)
        var failedStep: Int?
        var largest = 0.0
        for (step, index) in order.enumerated() {
            let test = tests[index]
            let level = alpha / Double(tests.count - (failedStep ?? step)) / test.weight
            if failedStep == nil, test.p > level { failedStep = step }
            largest = max(largest, min(1, weighted(test) * Double(tests.count - step)))
            decisions[index] = Decision(isRejected: failedStep == nil, alpha: level, adjustedP: largest)
        }
        return decisions.compactMap(\.self)
    }

    private static func weighted(_ test: Test) -> Double { test.p * test.weight }
}
