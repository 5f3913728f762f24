import Testing

@testable import Analysis

@Suite struct `Means and lines` {
    @Test func `the mean and its interval`() throws {
        let moments = try #require(MeanEstimate([-8, 2, 3, 4, 5, 6]))
        let interval = try #require(moments.meanInterval(level: 0.95))
        #expect(moments.mean == 2)
        #expect(abs(interval.lowerBound + 3.351_1) < 5e-5 && abs(interval.upperBound - 7.351_1) < 5e-5)
    }

    @Test func `the next number lies in a wider interval`() throws {
        let moments = try #require(MeanEstimate([1, 2, 3, 4, 5]))
        let interval = try #require(moments.predictionInterval(level: 0.95))
        // 3 ± t(0.975; 4)·√2.5·√1.2
        #expect(abs(interval.upperBound - 3 - 2.776_445_105 * (2.5 * 1.2).squareRoot()) < 1e-8)
        #expect(abs(interval.lowerBound + interval.upperBound - 6) < 1e-12)
    }

    @Test(arguments: [
        [], [Double.nan], [1, .infinity], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
    ])
    func `no moments of what has none`(values: [Double]) { #expect(MeanEstimate(values) == nil) }

    @Test func `one number has a mean alone`() throws {
        let moments = try #require(MeanEstimate([7]))
        #expect(moments.mean == 7 && moments.variance == nil)
        #expect(moments.meanInterval(level: 0.95) == nil && moments.predictionInterval(level: 0.95) == nil)
        #expect(try #require(MeanEstimate([7, 7])).meanInterval(level: 0.95) == 7...7)
        #expect(try #require(MeanEstimate([7, 8])).meanInterval(level: 1) == nil)
    }

    @Test func `the geometric mean`() throws {
        #expect(isClose(GeometricMean.of([1, 100]), 10, within: 1e-12))
        #expect(
            abs(
                try #require(GeometricMean.of([1, 100], weights: [3, 1])) - 100.squareRoot().squareRoot()
            ) < 1e-12)
        let large = try #require(GeometricMean.of([1e300, 1e300]))
        #expect(abs(large / 1e300 - 1) < 1e-12)
        for values in [[], [0], [-1], [Double.nan], [.infinity]] {
            #expect(GeometricMean.of(values) == nil)
        }
        #expect(GeometricMean.of([1, 2], weights: [1]) == nil)
        #expect(GeometricMean.of([1], weights: [0]) == nil)
    }

    @Test func `the line of least squares`() throws {
        let line = try #require(LeastSquares([1, 3, 5, 7]))
        #expect(line.slope == 2 && line.intercept == 1)
        #expect(LeastSquares([1]) == nil && LeastSquares([]) == nil && LeastSquares([1, .nan]) == nil)
        #expect(LeastSquares(points: [(x: 2, y: 1), (x: 2, y: 5)]) == nil)
    }

    @Test func `the t-test of two samples`() throws {
        let test = try #require(MeanDifference([1, 2, 3, 4, 5], [3, 4, 5, 6, 7]))
        #expect(test.difference == 2 && test.degreesOfFreedom == 8)
        #expect(abs(test.p - 0.080_516_237_958_5) < 1e-10)
        #expect(MeanDifference([1], [2]) == nil && MeanDifference([], [1, 2]) == nil)
        #expect(MeanDifference([.nan], [1, 2]) == nil)
    }

    @Test func `equal numbers do not differ by rounding`() throws {
        #expect(try #require(MeanDifference([1.1, 1.1, 1.1], [Double](repeating: 1.1, count: 7))).p == 1)
        #expect(try #require(MeanDifference([1, 1], [2, 2])).p == 0)
    }
}
