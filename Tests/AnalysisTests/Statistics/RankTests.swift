import Testing

@testable import Analysis

@Suite struct `Ranks and order` {
    @Test(arguments: [
        (1, 1.0), (2, 0.333_333_333_3), (3, 0.1), (4, 0.028_571_428_6), (5, 0.007_936_507_9),
        (6, 0.002_164_502_2),
        (7, 0.000_582_750_6), (8, 0.000_155_400_2), (9, 0.000_041_135_3),
    ])
    func `the smallest exact p of two equal groups`(count: Int, p: Double) throws {
        let first = (0..<count).map(Double.init)
        let test = try #require(MannWhitney(first, first.map { $0 + 100 }))
        #expect(test.u == 0)
        #expect(isClose(test.p, p, within: 1e-9))
    }

    @Test func `the exact U of five against four`() throws {
        let test = try #require(MannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12]))
        #expect(test.u == 17)
        #expect(isClose(test.p, 1.0 / 9, within: 1e-12))
        #expect(MannWhitney([20, 11, 17, 12], [19, 22, 16, 29, 24])?.u == 3)
    }

    @Test func `equal values share the mean of their ranks`() throws {
        let test = try #require(MannWhitney([1, 1, 2], [1, 2, 2]))
        #expect(test.u == 3)
        // Of the 20 ways to deal three of the ranks 2, 2, 2, 5, 5, 5, 10 have a sum of at most 9.
        #expect(test.p == 1)
        #expect(MannWhitney([1, 1, 1, 1], [1, 1, 1, 1])?.p == 1)
    }

    @Test func `large samples have a U and no exact p`() {
        let many = (0..<31).map(Double.init)
        #expect(MannWhitney(many, [50])?.u == 0)
        #expect(MannWhitney(many, [50])?.p == nil)
        #expect(MannWhitney(Array(many.dropLast()), many.dropLast().map { $0 + 0.5 })?.p != nil)
    }

    @Test(arguments: [[], [Double.nan], [.infinity]])
    func `no ranks without finite values`(values: [Double]) {
        #expect(MannWhitney(values, [1]) == nil && MannWhitney([1], values) == nil)
        #expect(HodgesLehmann.shift(from: [1], to: values) == nil)
        #expect(HodgesLehmann.shift(from: values, to: [1]) == nil)
    }

    @Test func `the shift of Hodges and Lehmann`() {
        #expect(HodgesLehmann.shift(from: [1, 2, 3], to: [11, 12, 13]) == 10)
        #expect(HodgesLehmann.shift(from: [1, 2, 3, 100], to: [1, 2, 3, -100]) == -1.5)
        let many = [Double](repeating: 0, count: 1_001)
        #expect(HodgesLehmann.shift(from: many, to: [1]) == nil)
    }

    /// Orders that are bad for a choice of the middle of three, and values that are equal.
    static let orders: [[Double]] = [
        [], [1], [2, 1], [2, 1, 2], (0..<500).map(Double.init), (0..<500).map { Double(-$0) },
        (0..<500).map { Double($0 * 7_919 % 503) }, (0..<500).map { Double($0 % 3) },
        [Double](repeating: 4, count: 100), (0..<400).map { Double($0 < 200 ? $0 : 400 - $0) },
        (0..<400).map { Double($0.isMultiple(of: 2) ? $0 : 400 + $0) },
    ]

    @Test(arguments: orders)
    func `a value is selected by its place as if all were sorted`(_ values: [Double]) {
        let sorted = values.sorted()
        for place in values.indices {
            var rest = values
            #expect(rest.select(place) == sorted[place])
            #expect(rest.sorted() == sorted)
            #expect(rest[..<place].allSatisfy { $0 <= sorted[place] })
            #expect(rest[place...].allSatisfy { $0 >= sorted[place] })
        }
        var rest = values
        #expect(rest.select(values.count) == nil && rest.select(-1) == nil)
    }

    @Test func `the median and its interval`() {
        let values = [-10.0, 2, 3, 4, 5, 6]
        #expect(OrderStatistics.median(values) == 3.5)
        #expect(OrderStatistics.medianInterval(values, level: 0.95) == -10...6)
        #expect(OrderStatistics.medianInterval(Array(values.dropFirst()), level: 0.95) == nil)
        #expect(OrderStatistics.medianInterval((1...9).map(Double.init), level: 0.95) == 2...8)
        #expect(
            OrderStatistics.median([.greatestFiniteMagnitude, .greatestFiniteMagnitude])?.isFinite == true)
    }

    @Test(arguments: [(0.9, 9.0), (0.95, 10), (0.91, 10), (0, 1), (1, 10), (0.1, 1), (0.100_1, 2)])
    func `the percentile by nearest rank`(share: Double, value: Double) {
        #expect(OrderStatistics.nearestRank((1...10).reversed().map(Double.init), share: share) == value)
    }

    @Test func `no order among what is no number`() {
        for values in [[], [1, Double.nan]] {
            #expect(OrderStatistics.median(values) == nil)
            #expect(OrderStatistics.medianInterval(values, level: 0.95) == nil)
            #expect(OrderStatistics.nearestRank(values, share: 0.5) == nil)
        }
        #expect(OrderStatistics.nearestRank([1], share: .nan) == nil)
        #expect(OrderStatistics.medianInterval([1, 2], level: .nan) == nil)
        #expect(OrderStatistics.medianInterval([Double](repeating: 1, count: 1_000_001), level: 0.9) == nil)
    }
}
