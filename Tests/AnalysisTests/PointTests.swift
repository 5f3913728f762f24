import Foundation
import Testing

@testable import Analysis

/// What is computed of the samples of one series.
@Suite struct `Points of a series` {
    struct Counter: CustomTestStringConvertible {
        let testDescription: String
        let values: [Double?]
        let rates: [Double?]
    }

    static let counters = [
        Counter(testDescription: "growth per step", values: [10, 20, 40], rates: [10, 20]),
        Counter(testDescription: "a counter that starts at zero", values: [0, 0, 4], rates: [0, 4]),
        Counter(
            testDescription: "a false zero inside: a gap on both sides of it",
            values: [5, 6, 0, 8, 9], rates: [1, nil, nil, 1]),
        Counter(
            testDescription: "a restarted counter: one gap", values: [5, 6, 1, 2], rates: [1, nil, 1]),
        Counter(testDescription: "a missing sample", values: [1, nil, 3], rates: [nil, nil]),
        Counter(testDescription: "one sample has no rate", values: [5], rates: []),
        Counter(
            testDescription: "growth beyond a double is a gap", values: [-1.7e308, 1.7e308], rates: [nil]),
    ]

    @Test(arguments: counters)
    func `a counter is drawn as its growth`(_ counter: Counter) {
        let places = counter.values.indices.map(Double.init)
        #expect(Self.rates(counter.values, at: places).map(\.value) == counter.rates)
    }

    @Test func `growth is per unit of the axis, and stands at the end of its step`() {
        let rates = Self.rates([0, 10, 40], at: [0, 2, 4])
        #expect(rates == [Sample(index: 1, value: 5), Sample(index: 2, value: 15)])
    }

    private static func rates(_ values: [Double?], at places: [Double]) -> [Sample] {
        var rate = CounterRate()
        return zip(values, places).enumerated().compactMap { index, point in
            rate.next(Sample(index: index, value: point.0), at: point.1)
        }
    }

    @Test func `a million samples become at most 2,000 points with every extreme kept`() {
        var values = (0..<1_000_000).map { Optional(sin(Double($0) / 1000)) }
        values[123_456] = 50
        values[654_321] = -50
        let points = Self.thinned(values, 2_000)
        #expect((1_501...2_000).contains(points.count))
        #expect(points.contains(Sample(index: 123_456, value: 50)))
        #expect(points.contains(Sample(index: 654_321, value: -50)))
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.index < $1.index })
    }

    @Test func `few samples are all drawn, and a long gap stays a gap`() {
        #expect(Self.thinned([1, 2, nil], 2_000).map(\.value) == [1, 2, nil])
        let values = (0..<100).map { $0 < 50 ? 1.0 : nil }
        #expect(Self.thinned(values, 4).map(\.value) == [1, nil])
    }

    @Test(arguments: [(7, 2), (2_001, 2_000), (999, 10), (5, 1), (3, 0)])
    func `no sample is lost whatever the number of buckets`(count: Int, limit: Int) {
        let values = (0..<count).map { Optional(Double($0)) }
        let points = Self.thinned(values, limit)
        #expect(points.count <= max(2, limit))
        #expect(points.first?.value == 0 && points.last?.value == Double(count - 1))
    }

    private static func thinned(_ values: [Double?], _ limit: Int) -> [Sample] {
        var thinner = PointThinner(count: values.count, limit: limit)
        for (index, value) in values.enumerated() { thinner.add(Sample(index: index, value: value)) }
        return thinner.finish()
    }

    @Test(
        arguments: [([1, nil, 3], 2), ([nil], nil), ([], nil), ([1.7e308, 1.7e308], nil)]
            as [([Double?], Double?)])
    func `a mean leaves out what is not known`(values: [Double?], mean: Double?) {
        var running = RunningMean()
        for value in values { running.add(value) }
        #expect(running.value == mean)
    }
}
