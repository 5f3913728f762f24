import Testing

@testable import Drawing
@testable import Model

/// Where the marks of an axis are.
@Suite struct TickTests {
    @Test(arguments: [
        (0.0...100, 5, [0.0, 20, 40, 60, 80, 100]), (0...47_757, 5, [0, 10_000, 20_000, 30_000, 40_000]),
        (0...0.3, 3, [0, 0.1, 0.2, 0.3]), (-5...5, 2, [-5, 0, 5]), (0...1, 1, [0, 1]),
        (0...1, 0, [0, 1]),
    ])
    func `ticks are multiples of 1, 2 or 5`(domain: ClosedRange<Double>, count: Int, ticks: [Double]) {
        #expect(AxisTicks.linear(domain, count: count) == ticks)
    }

    @Test func `ticks are round in the unit that people read`() {
        // 100 % of one core is read as 1 core, and 1 KiB/s as 1.024 kB/s.
        #expect(AxisTicks.linear(0...2, count: 3, factor: 1024) == [0, 1000.0 / 1024, 2000.0 / 1024])
        let texts = AxisTicks.linear(0...2, count: 3, factor: 1024).map {
            ValueFormat.text($0, unit: .kibibytesPerSecond)
        }
        #expect(texts == ["0 B/s", "1 kB/s", "2 kB/s"])
    }

    @Test(arguments: [
        (BytePrefixes.iec, ["0 B/s", "0.5 MiB/s", "1 MiB/s", "1.5 MiB/s"]),
        (.si, ["0 B/s", "500 kB/s", "1 MB/s", "1.5 MB/s"]),
    ])
    func `ticks are round with either prefixes`(prefixes: BytePrefixes, texts: [String]) {
        let unit: MetricUnit? = .kibibytesPerSecond
        let domain = 0...1.5 * (prefixes == .iec ? 1024 : 1e6 / 1024)
        let ticks = AxisTicks.linear(domain, count: 3, factor: unit.tickFactor(of: domain, prefixes))
        #expect(
            ticks.map { ValueFormat.text($0, unit: unit, prefixes) }.map {
                $0 == "512 KiB/s" ? "0.5 MiB/s" : $0
            } == texts)
    }

    @Test(arguments: [
        -1.7976931348623157e308...1.7976931348623157e308, 0...Double.leastNonzeroMagnitude, 1...1, 0...1e-300,
        1e17...1e17.nextUp, 0...1.7976931348623157e308,
    ])
    func `an axis of any finite doubles has ticks within it`(domain: ClosedRange<Double>) {
        for count in [-1, 0, 1, 7, 1_000] {
            let ticks = AxisTicks.linear(domain, count: count)
            #expect(!ticks.isEmpty)
            #expect(ticks.count < 3_000)
            #expect(ticks.allSatisfy { $0.isFinite })
        }
    }

    @Test(arguments: [
        (1.0...1000, 9, [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1000]), (1...1000, 4, [1, 10, 100, 1000]),
        (1...1e8, 4, [1, 100, 1e4, 1e6, 1e8]), (0...10, 4, []),
    ])
    func `a logarithmic axis has powers of ten`(domain: ClosedRange<Double>, count: Int, ticks: [Double]) {
        #expect(AxisTicks.logarithmic(domain, count: count) == ticks)
    }

    @Test func `samples have whole numbers`() {
        #expect(AxisTicks.whole(1...3, count: 10) == [1, 2, 3])
    }
}

/// Where a value is.
@Suite struct ScaleTests {
    @Test func `values are drawn from zero`() {
        #expect(AxisScale.linearDomain([3, 5]) == 0...5)
        #expect(AxisScale.linearDomain([-3, .nan, .infinity]) == -3...0)
        #expect(AxisScale.linearDomain([]) == 0...1)
        #expect(AxisScale.logDomain([3, 500, 0, -1, .nan]) == 1...1000)
        #expect(AxisScale.logDomain([0]) == 1...10)
        #expect(AxisScale.logDomain([10]) == 10...100)
    }

    @Test func `half of the values is half of the way`() {
        let scale = AxisScale(isLog: false, domain: 0...10, start: 100, end: 300)
        #expect(scale.position(5) == 200)
        #expect(scale.clamped(20) == 300)
        #expect(scale.position(.nan) == nil)
        let log = AxisScale(isLog: true, domain: 1...100, start: 300, end: 100)
        #expect(log.position(10) == 200)
        #expect(log.position(0) == nil)
        #expect(log.clamped(0) == 300)
    }

    @Test func `ends as far apart as doubles are have a middle`() {
        let most = Double.greatestFiniteMagnitude
        let scale = AxisScale(isLog: false, domain: -most...most, start: 0, end: 10)
        #expect(scale.position(0) == 5)
        #expect(scale.position(most) == 10)
        let log = AxisScale(
            isLog: true, domain: AxisScale.logDomain([Double.leastNonzeroMagnitude, most]), start: 0, end: 10)
        #expect((log.position(1) ?? -1) > 4)
    }
}
