import TestSupport
import Testing

@testable import Analysis
@testable import JSON
@testable import Model
@testable import System

/// Series in buckets.
@Suite struct `Series in buckets` {
    private func read(
        _ series: String, _ group: MonitoringGroup = .iostat, points: Int = 100,
        range: Range<Int> = 0..<10_000, key: String? = nil, limits: BucketLimits = BucketLimits()
    ) throws -> BucketedSeries? {
        var reader = ListReader(group, limits)
        var scanner = JSONScanner(Array(series.utf8))
        try reader.read(&scanner)
        guard !reader.isBeyondLimits else { return nil }
        let query = BucketQuery(range: range, points: points, key: key)
        return BucketedSeries(reader.lists, of: group, query, limits)
    }

    private func buckets(_ series: BucketedSeries?) throws -> [BucketedSeries.Bucket] {
        let content = try #require(series?.series.first).content
        guard case .buckets(let buckets) = content else { return [] }
        return buckets
    }

    @Test(arguments: [1, 2, 7, 99, 499, 500])
    func `every sample is in one bucket, and no spike is lost`(points: Int) throws {
        // A spike and a dip at any place.
        let values = (0..<1_000).map { $0 == 613 ? 1e9 : $0 == 614 ? -1e9 : Double($0 % 10) }
        let found = try buckets(try read("{\"x\": \(values.json)}", points: points))
        #expect(found.count == points)
        #expect(found.first?.range.lowerBound == 0 && found.last?.range.upperBound == 1_000)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.range.upperBound == $1.range.lowerBound })
        // The first element of iostat is the average since boot.
        #expect(found.reduce(0) { $0 + $1.sampleCount } == 999)
        #expect(found.compactMap(\.highest).max() == 1e9 && found.compactMap(\.lowest).min() == -1e9)
        for bucket in found where bucket.range.lowerBound > 0 {
            let part = values[bucket.range]
            #expect(bucket.lowest == part.min() && bucket.highest == part.max())
            #expect(bucket.mean == part.reduce(0, +) / Double(part.count))
        }
    }

    @Test func `few elements are given as they are, with those that are no samples`() throws {
        let series = try read(
            """
            {"timestamp": [0, 1, 2, 3], "vdb_read_iops": [9, 0, 5, null], "vdb_read_await": [9, 0, 2, 3],
             "vdb_write_iops": [9, 8, 7, 6]}
            """)
        let contents = try #require(series).series.map(\.content)
        #expect(
            contents == [
                .values([9, 0, 5, nil], unsampled: [0, 3]),
                // In the second 1 there was no request to wait for.
                .values([9, 0, 2, 3], unsampled: [0, 1]), .values([9, 8, 7, 6], unsampled: [0]),
            ])
    }

    @Test func `what Docker measured after the end is no sample`() throws {
        let series = try read(
            #"{"cpu_perc": [1, 0, 0], "mem_limit_bytes": [8, 8, 0], "zero": [0, 0, 0]}"#, .docker)
        let contents = try #require(series).series.map(\.content)
        #expect(contents.first == .values([1, 0, 0], unsampled: [2]))
        #expect(contents.last == .values([0, 0, 0], unsampled: [2]))
        #expect(try #require(series).busy == nil)
    }

    @Test func `a part of the samples is asked for by their numbers`() throws {
        let values = (0..<100).map(Double.init).json
        let series = try #require(
            try read("{\"a\": \(values), \"b\": [1]}", points: 2, range: 10..<20, key: "a"))
        #expect(series.series.map(\.key) == ["a"] && series.series[0].range == 10..<20)
        #expect(try buckets(series).map(\.mean) == [12, 17])
        let short = try #require(try read("{\"b\": [1]}", range: 10..<20)).series[0]
        #expect(short.range.isEmpty && short.content == .values([], unsampled: []))
    }

    @Test func `the busy interval is the one of the readings`() throws {
        let work = [0.0] + (0..<40).map { (5..<30).contains($0) ? 100 : 0 }
        let json = "{\"vdb_read_iops\": \(work.json), \"vdb_read_kbps\": \(work.json)}"
        let busy = try #require(try read(json)?.busy)
        #expect(busy.samples == 6...30)
        #expect(try CellReadings.read(iostat: json)?.iostat.busy == busy)
    }

    @Test func `what is beyond the limits is not read`() throws {
        var limits = BucketLimits()
        limits.samples = 10
        #expect(try read("{\"a\": [1,2,3,4,5], \"b\": [1,2,3,4,5]}", limits: limits) != nil)
        #expect(try read("{\"a\": [1,2,3,4,5], \"b\": [1,2,3,4,5,6]}", limits: limits) == nil)
        limits.lists = 1
        #expect(try read("{\"a\": [1], \"b\": [1]}", limits: limits) == nil)
    }

    @Test func `the points of all series together are bounded`() throws {
        var limits = BucketLimits()
        (limits.points, limits.series) = (10, 2)
        let list = (0..<50).map(Double.init).json
        let series = try #require(
            try read("{\"a\": \(list), \"b\": \(list), \"c\": \(list)}", points: 50, limits: limits))
        #expect(series.points == 5 && series.series.count == 2 && series.furtherCount == 1)
        #expect(try buckets(series).count == 5)
    }

    @Test func `a mean beyond a Double is null, the extremes are not`() throws {
        let series = try read(#"{"x": [0, 1e308, 1.7e308, 1.7e308]}"#, points: 1)
        let bucket = try #require(try buckets(series).first)
        #expect(bucket.mean == nil && bucket.lowest == 1e308 && bucket.highest == 1.7e308)
    }

    @Test func `text and object lists are no series`() throws {
        let series = try read(#"{"x": ["a"], "y": {"z": 1}, "w": [1, [2]], "v": [1]}"#)
        #expect(series?.series.map(\.key) == ["v"])
    }

    @Test func `the answer is JSON`() throws {
        let series = try #require(try read("{\"a\": [0, 1, 2], \"b\": [0]}", points: 2))
        let json = try JSONValue(parsing: series.bytes(after: [.init("benchmark", "x")]))
        #expect(json["benchmark"] == "x" && json["points"] == 2 && json["busy"] == .null)
        let all = try #require(json["series"]?.elements)
        #expect(
            all[0]["buckets"] == [
                ["from": 0, "to": 1, "min": nil, "mean": nil, "max": nil, "samples": 0],
                ["from": 1, "to": 3, "min": 1, "mean": .number("1.5"), "max": 2, "samples": 2],
            ])
        #expect(all[1]["values"] == [0] && all[1]["no_samples"] == [0] && all[1]["count"] == 1)
    }
}
