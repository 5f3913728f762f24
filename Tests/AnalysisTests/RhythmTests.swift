import Testing

@testable import Analysis
@testable import Model

/// How evenly a device worked.
@Suite struct `Rhythm of a device` {
    private static func rhythm(_ values: [Double]) -> Rhythm {
        Rhythm(key: "k", values.enumerated().map { SeriesReading.Sample(index: $0 + 2, value: $1) })
    }

    @Test(arguments: [
        (235.305, 231.425, 240.874, 2.81406, 4.02, 4.78), (71.662, 65.550, 78.275, 0.62776, 17.76, 3.50),
    ])
    func `the rule on windows has the answers of SNIA's examples`(
        _ mean: Double, _ lowest: Double, _ highest: Double, _ slope: Double, _ range: Double,
        _ excursion: Double
    ) throws {
        let windows = try #require(
            Rhythm.Windows(mean: mean, lowest: lowest, highest: highest, slope: slope))
        #expect((windows.range * 10_000).rounded() / 100 == range)
        #expect((windows.excursion * 10_000).rounded() / 100 == excursion)
        #expect(windows.isSteady)
    }

    @Test func `windows are of equal size, and what does not divide by five is dropped at the start`() throws
    {
        let values = [1e6, 1e6] + (1...5).flatMap { [Double](repeating: 100 + Double($0), count: 5) }
        let windows = try #require(Self.rhythm(values).windows)
        #expect(abs(windows.range - 4.0 / 103) < 1e-12 && abs(windows.excursion - 4.0 / 103) < 1e-12)
        #expect(Self.rhythm([Double](repeating: 1, count: 24)).windows == nil)
    }

    @Test func `a drift is no steady work although its range is small`() throws {
        let values = [94, 97, 100, 103, 106].flatMap { [Double](repeating: $0, count: 5) }
        let windows = try #require(Self.rhythm(values).windows)
        #expect(abs(windows.range - 0.12) < 1e-12 && !windows.isSteady)
    }

    @Test func `a stall is a stretch below a fifth of the median`() {
        let stalls = Self.rhythm([100, 19, 0, 100, 100, 20, 100, 5, 100, 100]).stalls
        #expect(stalls == Rhythm.Stalls(count: 2, longest: 2, share: 0.3))
        #expect(Self.rhythm([0, 0, 0, 0, 0]).stalls == nil)
    }

    @Test func `a slow beginning is a warm-up, and ends where the rest is most even`() {
        let slow = Self.rhythm([10, 20, 50] + [Double](repeating: 100, count: 9)).warmUp
        #expect(slow == Rhythm.WarmUp(end: 5, meanWith: 980.0 / 12, meanWithout: 100))
        #expect(Self.rhythm([99, 101, 100, 98, 102, 100, 99, 101, 100, 100]).warmUp?.end == 2)
        let climbing = (1...20).map { Double($0 * $0) }
        #expect(Self.rhythm(climbing).warmUp?.end == nil && Self.rhythm(climbing).warmUp != nil)
    }

    @Test(arguments: [0, -0.0, -1, .leastNonzeroMagnitude, 1e308, -1e308, .greatestFiniteMagnitude])
    func `any samples have a rhythm or none, and no infinite one`(_ value: Double) {
        for values in [
            [value], [Double](repeating: value, count: 30), (0..<30).map { $0 % 2 == 0 ? value : -value },
        ] {
            let rhythm = Self.rhythm(values)
            #expect(rhythm.windows?.range.isFinite ?? true)
            #expect(rhythm.warmUp?.meanWith.isFinite ?? true)
        }
    }
}
