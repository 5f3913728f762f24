import Testing

@testable import Analysis
@testable import Model

/// Where samples stand, and what is none.
@Suite struct `Series over time` {
    @Test func `iostat's first sample, the average since boot, is none`() throws {
        let series = try SeriesReader.read([
            "a": #"{"iostat": {"series": {"cpu_user": [90, 1, 2], "timestamp": [0, 1, 2]}}}"#
        ])
        #expect(try series.points("series:iostat:cpu_user") == SeriesPoints(x: [1, 2], y: [1, 2]))
    }

    @Test(arguments: [
        ("", [1, 2]), (#", "timestamp": [0, 5]"#, [5, 2]), (#", "timestamp": [9, null]"#, [1, 2]),
    ])
    func `without a clock, or with too short a one, samples count themselves`(
        clock: String, x: [Double]
    ) throws {
        let series = try SeriesReader.read([
            "a": #"{"iostat": {"series": {"cpu_user": [90, 1, 2]\#(clock)}}}"#
        ])
        #expect(try series.points("series:iostat:cpu_user").x == x)
    }

    @Test func `a null is a gap`() throws {
        let series = try SeriesReader.read(["a": #"{"iostat": {"series": {"cpu_user": [0, null, 2]}}}"#])
        #expect(try series.points("series:iostat:cpu_user").y == [nil, 2])
    }

    @Test func `Docker's samples are spread evenly over the iostat series of their entry`() throws {
        let series = try SeriesReader.read([
            "a": #"""
            {"iostat": {"series": {"timestamp": [0, 1, 2, 3, 4], "cpu_user": [0, 0, 0, 0, 0]}},
             "docker_stats": {"series": {"cpu_perc": [7, 8, 9], "mem_usage_bytes": [7], "net_rx_bytes": [0, 10, 40]}}}
            """#
        ])
        #expect(
            try series.points("series:docker_stats:cpu_perc") == SeriesPoints(x: [0, 2, 4], y: [7, 8, 9]))
        #expect(try series.points("series:docker_stats:mem_usage_bytes") == SeriesPoints(x: [0], y: [7]))
        let counter = try #require(series.figures.last)
        #expect(counter.lines.first?.points == SeriesPoints(x: [2, 4], y: [5, 15]))
        #expect(counter.unit == .bytesPerSecond && counter.title == "Container network received, rate")
        #expect(counter.axis == .spread)
    }

    @Test(arguments: ["null", #"{"series": {"timestamp": [0]}}"#, #"{"series": {"timestamp": [3, 3]}}"#])
    func `without a span of iostat, Docker's samples are numbered`(iostat: String) throws {
        let series = try SeriesReader.read([
            "a": #"{"iostat": \#(iostat), "docker_stats": {"series": {"cpu_perc": [7, 8, 9]}}}"#
        ])
        #expect(try series.points("series:docker_stats:cpu_perc").x == [0, 1, 2])
    }

    @Test
    func `where one entry has no iostat series, all Docker samples are numbered and rates are per sample`()
        throws
    {
        let docker = #""docker_stats": {"series": {"block_read_bytes": [0, 4e6, 9e6]}}"#
        let series = try SeriesReader.read([
            "a":
                #"{\#(docker), "iostat": {"series": {"timestamp": [0, 1, 2, 3, 4], "cpu_user": [0, 0, 0, 0, 0]}}}"#,
            "b": "{\(docker)}",
        ])
        let figure = try #require(series.figures.first { $0.group == .docker })
        #expect(figure.unit == .bytesPerSample && figure.axis.title == "Docker sample number")
        #expect(
            figure.lines.map(\.points) == Array(repeating: SeriesPoints(x: [1, 2], y: [4e6, 5e6]), count: 2))
    }

    @Test func `numbers of any size are drawn as finite ones`() throws {
        let series = try SeriesReader.read([
            "a": #"""
            {"iostat": {"series": {"timestamp": [-1.7e308, 0, 1.7e308], "cpu_user": [0, 1.7e308, 1.7e308]}},
             "docker_stats": {"series": {"net_rx_bytes": [-1.7e308, 1.7e308]}}}
            """#
        ])
        let points = series.figures.flatMap(\.lines).map(\.points)
        #expect(points.allSatisfy { $0.x.allSatisfy(\.isFinite) && $0.y.allSatisfy { $0?.isFinite ?? true } })
        #expect(series.uses.first?.values == [:])
    }
}
