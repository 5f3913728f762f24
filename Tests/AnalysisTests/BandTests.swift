import Testing

@testable import Analysis

/// What is drawn of long series, of a part of the axis, and of what is no sample.
@Suite struct `Lines with bands, parts of the axis, gaps` {
    private static func limits(_ points: Int, window: TimeWindow? = nil) -> SeriesLimits {
        var limits = SeriesLimits()
        limits.linePoints = points
        limits.hasBands = true
        limits.window = window
        return limits
    }

    private static func read(
        _ monitoring: String, _ id: String, _ limits: SeriesLimits = SeriesLimits()
    ) throws -> SeriesPoints {
        try SeriesReader.read(["a": monitoring], limits: limits).points(id)
    }

    @Test
    func `many points become means at the middle of what they stand for, with the lowest and the highest`()
        throws
    {
        let points = try Self.read(
            #"{"iostat": {"series": {"cpu_user": [9, 1, 3, 8, 4, null, 6]}}}"#, "series:iostat:cpu_user",
            Self.limits(2))
        #expect(points.x == [2, 5])
        #expect(points.y == [4, 5])
        #expect(points.bands?.map { $0?.lowest } == [1, 4])
        #expect(points.bands?.map { $0?.highest } == [8, 6])
    }

    @Test func `few points are as they were measured`() throws {
        let points = try Self.read(
            #"{"iostat": {"series": {"cpu_user": [9, 1, null, 3]}}}"#, "series:iostat:cpu_user",
            Self.limits(3))
        #expect(points.y == [1, nil, 3])
        #expect(points.bands == nil)
    }

    @Test func `a bucket without a value is a gap`() throws {
        let points = try Self.read(
            #"{"iostat": {"series": {"cpu_user": [9, 1, 2, null, null]}}}"#, "series:iostat:cpu_user",
            Self.limits(2))
        #expect(points.y == [1.5, nil])
        #expect(points.bands?.last == .some(nil))
    }

    @Test func `a part of the axis is given with one sample more on each side`() throws {
        let report =
            #"{"iostat": {"series": {"timestamp": [0, 10, 20, 30, 40, 50], "cpu_user": [0, 1, 2, 3, 4, 5]}}}"#
        let window = TimeWindow(start: 15, end: 31)
        let points = try Self.read(report, "series:iostat:cpu_user", Self.limits(10, window: window))
        #expect(points.x == [10, 20, 30, 40])
        #expect(points.y == [1, 2, 3, 4])
    }

    @Test func `a part beyond the samples has none but the last`() throws {
        let window = TimeWindow(start: 100, end: 200)
        let points = try Self.read(
            #"{"iostat": {"series": {"cpu_user": [0, 1, 2]}}}"#, "series:iostat:cpu_user",
            Self.limits(10, window: window))
        #expect(points.y == [2])
    }

    @Test func `an await in a second without requests is a gap, in whatever order the series come`() throws {
        let points = try Self.read(
            #"{"iostat": {"series": {"vda_read_await": [0, 5, 0, 0], "vda_read_iops": [9, 4, 0, 3]}}}"#,
            "series:iostat:read_await")
        #expect(points.y == [5, nil, 0])
    }

    @Test func `what Docker reports after the container has ended is a gap`() throws {
        let report = #"{"docker_stats": {"series": {"cpu_perc": [5, 0, 0], "mem_limit_bytes": [8, 8, 0]}}}"#
        #expect(try Self.read(report, "series:docker_stats:cpu_perc").y == [5, 0, nil])
    }

    @Test func `a zero without the limit of memory is a value`() throws {
        let report = #"{"docker_stats": {"series": {"cpu_perc": [5, 0, 0]}}}"#
        #expect(try Self.read(report, "series:docker_stats:cpu_perc").y == [5, 0, 0])
    }
}
