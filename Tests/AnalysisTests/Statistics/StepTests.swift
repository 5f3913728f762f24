import Glibc
import Testing

@testable import Analysis

@Suite struct `Steps of a series` {
    static let halved: [Double] = [
        1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96,
        0.50, 0.51, 0.48, 0.48, 0.55, 0.50, 0.49, 0.51, 0.50, 0.49,
    ]

    @Test func `a value that halves is one step`() {
        #expect(StepDetector(window: 10, p: 1e-4).steps(in: Self.halved) == [10])
        #expect(StepDetector(window: 10, p: 1e-4).steps(in: Self.halved.map { log($0) }) == [10])
        #expect(isClose(GeometricMean.of(Array(Self.halved.prefix(10))), 1.003, within: 5e-4))
        #expect(isClose(GeometricMean.of(Array(Self.halved.suffix(10))), 0.501, within: 5e-4))
    }

    @Test func `a step among few values`() {
        let values = [1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55]
        #expect(StepDetector().steps(in: values) == [6])
    }

    @Test func `waves are no steps`() {
        #expect(StepDetector().steps(in: [1.00, 1.02, 1.05, 0.95, 0.98, 1.00, 1.02, 1.05, 0.95, 0.98]) == [])
    }

    @Test func `steps are found past the first window, up and down`() {
        var values = (0..<160).map { 100 + Double($0 * 7 % 5) }
        for place in 60..<110 { values[place] += 30 }
        #expect(StepDetector().steps(in: values) == [60, 110])
    }

    @Test(arguments: [
        [], [1], [1, 2], [1, 1, 1, 1, 1, 1, 1, 1], [Double](repeating: 1.1, count: 120), [1, .nan, 5, 5],
        [0, 0, .infinity],
    ])
    func `no steps where there are none`(values: [Double]) {
        #expect(StepDetector().steps(in: values) == [])
    }

    @Test func `two levels without noise are one step`() {
        #expect(StepDetector().steps(in: [1, 1, 1, 2, 2, 2]) == [3])
    }

    @Test func `a window has a size`() {
        #expect(StepDetector(window: -5).window == 2 && StepDetector(window: .max).window == 200)
        #expect(StepDetector(window: 2, p: .nan).steps(in: Self.halved) == [])
    }
}
