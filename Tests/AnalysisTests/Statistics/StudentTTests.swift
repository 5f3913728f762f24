import Testing

@testable import Analysis

@Suite struct `Student's t` {
    /// A quantile, from tables.
    struct Quantile: CustomTestStringConvertible {
        let degrees: Double
        let probability: Double
        let t: Double
        var testDescription: String { "\(probability) with \(degrees) degrees of freedom" }
    }

    @Test(arguments: [
        Quantile(degrees: 1, probability: 0.975, t: 12.706_204_736_432_1),
        Quantile(degrees: 5, probability: 0.975, t: 2.570_581_835_636_31),
        Quantile(degrees: 10, probability: 0.995, t: 3.169_272_672_616_95),
        Quantile(degrees: 20, probability: 0.8, t: 0.859_964_440_142_12),
        Quantile(degrees: 1e9, probability: 0.975, t: 1.959_963_986_9),
        Quantile(degrees: 1, probability: 0.25, t: -1),
        Quantile(degrees: 3, probability: 0.5, t: 0),
    ])
    func `has the quantiles of the tables`(_ known: Quantile) throws {
        let t = try #require(StudentT(degreesOfFreedom: known.degrees))
        let found = try #require(t.quantile(known.probability))
        #expect(abs(found - known.t) < 1e-9 * max(1, abs(known.t)))
    }

    @Test(arguments: [0.5, 1, 2.5, 5, 30, 4_000, 999_999, 1_000_001, 1e12])
    func `gives a probability back for its quantile`(degrees: Double) throws {
        let t = try #require(StudentT(degreesOfFreedom: degrees))
        for probability in [1e-12, 1e-6, 0.01, 0.3, 0.499, 0.5, 0.7, 0.95, 0.999_9] {
            let value = try #require(t.quantile(probability))
            let back = try #require(t.cumulative(value))
            #expect(abs(back - probability) <= 1e-9 * probability)
        }
    }

    @Test func `has two-sided p-values`() throws {
        let t = try #require(StudentT(degreesOfFreedom: 10))
        #expect(isClose(t.twoSidedP(2), 0.073_388_034_770_740, within: 1e-14))
        #expect(t.twoSidedP(-2) == t.twoSidedP(2))
        #expect(t.twoSidedP(0) == 1 && t.twoSidedP(.infinity) == 0)
    }

    @Test func `has far tails`() throws {
        let cauchy = try #require(StudentT(degreesOfFreedom: 1))
        // Two tails of the Cauchy distribution are 2/(πt).
        let tails = try #require(cauchy.twoSidedP(1e200))
        #expect(abs(tails * 1e200 - 2 / Double.pi) < 1e-9)
    }

    @Test func `becomes the normal distribution without a jump`() throws {
        let below = try #require(StudentT(degreesOfFreedom: 1e6)?.twoSidedP(3))
        let above = try #require(StudentT(degreesOfFreedom: 1e6 + 1)?.twoSidedP(3))
        #expect(abs(below / above - 1) < 1e-8)
    }

    @Test(arguments: [0, -1, Double.leastNonzeroMagnitude, Double.nan, Double.infinity, -Double.infinity])
    func `needs degrees of freedom`(degrees: Double) {
        #expect(StudentT(degreesOfFreedom: degrees) == nil)
    }

    @Test(arguments: [1e-300, 1, 1e6, 1e300, .greatestFiniteMagnitude])
    func `answers whatever it is asked`(degrees: Double) throws {
        let t = try #require(StudentT(degreesOfFreedom: degrees))
        let values: [Double] = [0, -0.0, 1e-300, 1e308, -Double.infinity, Double.infinity]
        for value in values {
            let p = try #require(t.twoSidedP(value))
            #expect((0...1).contains(p))
        }
        #expect(t.twoSidedP(.nan) == nil && t.cumulative(.nan) == nil)
        for probability: Double in [0, 1, -1, 2, .nan, .infinity] { #expect(t.quantile(probability) == nil) }
        for probability in [Double.leastNonzeroMagnitude, 1e-300, 0.5, 1 - 1e-16] {
            #expect(try #require(t.quantile(probability)).isNaN == false)
        }
        #expect(
            t.critical(tails: 0) == nil && t.critical(tails: 1.1) == nil && t.critical(tails: .nan) == nil)
    }
}
