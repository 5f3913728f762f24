import Testing

@testable import Analysis

@Suite struct `Holm's tests of a family` {
    @Test func `each step is at its own level`() {
        let decisions = Holm.decide([0.01, 0.04, 0.03, 0.005].map { Holm.Test(p: $0) }, alpha: 0.05)
        #expect(decisions.map(\.isRejected) == [true, false, false, true])
        let levels: [Double] = [3, 2, 2, 4].map { 0.05 / $0 }
        #expect(decisions.map(\.alpha) == levels)
        for (decision, p) in zip(decisions, [0.03, 0.06, 0.06, 0.02]) {
            #expect(abs(decision.adjustedP - p) < 1e-12)
        }
    }

    @Test func `nothing is rejected after the first that fails`() {
        // 0.04 would pass the last step, at 0.05.
        let decisions = Holm.decide([0.03, 0.04].map { Holm.Test(p: $0) }, alpha: 0.05)
        #expect(decisions.allSatisfy { !$0.isRejected && $0.alpha == 0.025 })
    }

    @Test func `a weight counts a p-value several times`() {
        let tests = [Holm.Test(p: 0.01, weight: 2), Holm.Test(p: 0.024)]
        let decisions = Holm.decide(tests, alpha: 0.05)
        #expect(decisions.map(\.isRejected) == [true, true])
        #expect(decisions.map(\.alpha) == [0.025 / 2, 0.05])
        #expect(Holm.decide([Holm.Test(p: 0.03, weight: 2)], alpha: 0.05).first?.isRejected == false)
    }

    @Test func `what is no probability is never rejected`() {
        let tests = [Double.nan, -1, 2, .infinity].map { Holm.Test(p: $0) } + [Holm.Test(p: 0, weight: .nan)]
        #expect(Holm.decide(tests, alpha: 0.05).map(\.isRejected) == [false, false, false, false, true])
        #expect(Holm.decide([], alpha: 0.05).isEmpty)
    }
}
