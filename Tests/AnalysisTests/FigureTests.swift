import TestSupport
import Testing

@testable import Analysis
@testable import JSON
@testable import Model

/// Which series share a figure, and how many are drawn.
@Suite struct `Figures of series` {
    @Test(arguments: Fixtures.runs)
    func `every series of a real report is drawn for every filesystem`(_ run: String) throws {
        let bytes = try Fixtures.file(run, "aggregated_report.json")
        for benchmark in try JSONValue(parsing: bytes)["data"]?.members ?? [] {
            let series = try SeriesReader.read(bytes, benchmark: benchmark.key)
            let drawn = series.figures.flatMap { figure in
                figure.lines.map { "\($0.filesystem) \(figure.group.rawValue) \($0.key)" }
            }
            let expected = (benchmark.value.members ?? []).flatMap { entry in
                MonitoringGroup.allCases.flatMap { group in
                    (entry.value["monitoring"]?[group.rawValue]?["series"]?.members ?? []).map(\.key)
                        .filter { $0 != "timestamp" }.map { "\(entry.key) \(group.rawValue) \($0)" }
                }
            }
            #expect(drawn.sorted() == expected.sorted() && !drawn.isEmpty)
            #expect(series.furtherFigureCount == 0 && series.undrawnEntryCount == 0)
        }
    }

    @Test func `the points of a real report are its samples without the first`() throws {
        let bytes = try Fixtures.file("minute-baseline", "aggregated_report.json")
        let entries = try #require(try JSONValue(parsing: bytes)["data"]?["fio-randread-4k"]?.members)
        let series = try SeriesReader.read(bytes, benchmark: "fio-randread-4k")
        let figure = try #require(series.figures.first { $0.id == "series:iostat:read_kbps" })
        #expect(figure.unit == .kibibytesPerSecond && figure.axis == .iostat && figure.note == "Device vdb")
        #expect(
            figure.lines.map(\.filesystem)
                == ["btrfs_btrfs", "btrfs_overlay2", "ext4_overlay2", "xfs_overlay2"])
        for line in figure.lines {
            let samples = entries.first { $0.key == line.filesystem }?.value["monitoring"]?["iostat"]?[
                "series"]
            func numbers(_ key: String) -> [Double?] {
                (samples?[key]?.elements ?? []).dropFirst().map(\.double)
            }
            #expect(line.points.x == numbers("timestamp").compactMap(\.self))
            #expect(line.points.y == numbers(line.key))
        }
    }

    @Test func `disks are found by how their keys end, whatever their names`() throws {
        let series = try SeriesReader.read([
            "a": #"""
            {"iostat": {"series": {"nvme_0_util": [0, 1], "a_read_await": [0, 1], "_util": [0, 1], "cpu_user": [0, 1],
             "x_util": [], "more": [0, "no number"], "none": "no list"}}}
            """#
        ])
        #expect(
            series.figures.map(\.id) == [
                "series:iostat:cpu_user", "series:iostat:_util", "series:iostat:read_await@a",
                "series:iostat:util@nvme_0", "series:iostat:util@x",
            ])
    }

    @Test func `filesystems measured on different disks are still compared`() throws {
        let series = try SeriesReader.read([
            "a": #"{"iostat": {"series": {"sda_util": [0, 5]}}}"#,
            "b": #"{"iostat": {"series": {"sdb_util": [0, 6]}}}"#,
        ])
        #expect(series.figures.map(\.id) == ["series:iostat:util"])
        #expect(series.figures.first?.note == "Devices: a sda, b sdb")
        #expect(series.figures.first?.lines.map(\.disk) == ["sda", "sdb"])
    }

    @Test func `an entry with several disks gives each disk its own figure`() throws {
        let series = try SeriesReader.read([
            "a": #"{"iostat": {"series": {"sda_util": [0, 5], "sdb_util": [0, 6]}}}"#
        ])
        #expect(series.figures.map(\.id) == ["series:iostat:util@sda", "series:iostat:util@sdb"])
        #expect(series.figures.map(\.title) == ["sda: Device utilisation", "sdb: Device utilisation"])
        #expect(series.figures.map(\.note) == ["", ""])
    }

    @Test func `unknown series are drawn as they are, what is no list of numbers is not`() throws {
        let series = try SeriesReader.read([
            "a": #"""
            {"docker_stats": {"series": {"fans": [1, 2], "names": ["x"]}}, "iostat": {"series": {"cpu_steal": [9, 1, 2]}}}
            """#
        ])
        #expect(series.figures.map(\.id) == ["series:iostat:cpu_steal", "series:docker_stats:fans"])
        #expect(try series.points("series:iostat:cpu_steal").y == [1, 2])
        #expect(series.figures.map(\.unit) == [nil, nil])
    }

    @Test(arguments: ["null", #"{"iostat": null}"#, #"{"iostat": {"series": {}}, "docker_stats": {}}"#])
    func `no monitoring gives no figure`(monitoring: String) throws {
        #expect(try SeriesReader.read(["a": monitoring]).figures.isEmpty)
    }

    @Test func `what is beyond the limits is counted`() throws {
        var limits = SeriesLimits()
        limits.figures = 2
        limits.keys = 5
        limits.points = 12
        let keys = (0..<8).map { "\"k\($0)\": [0, \((1...100).map(String.init).joined(separator: ","))]" }
        let series = try SeriesReader.read(
            ["a": #"{"iostat": {"series": {\#(keys.joined(separator: ","))}}}"#], limits: limits)
        #expect(series.figures.count == 2 && series.furtherFigureCount == 6)
        #expect(series.figures.allSatisfy { $0.lines.first?.points.x.count == 6 })
    }

    @Test func `series are read as far as their bytes stay within the limit`() throws {
        func entry(_ samples: Int) -> String {
            #"{"iostat": {"series": {"cpu_user": [\#(Array(repeating: "1", count: samples).joined(separator: ","))]}}}"#
        }
        var limits = SeriesLimits()
        limits.byteCount = 1_000
        let series = try SeriesReader.read(
            ["a": entry(400), "b": entry(200), "c": "null", "d": entry(20), "e": entry(60)], limits: limits)
        #expect(series.figures.first?.lines.map(\.filesystem) == ["a", "d"])
        #expect(series.undrawnEntryCount == 2)
        limits.samples = 19
        #expect(
            try SeriesReader.read(["a": entry(20), "b": entry(4)], limits: limits).figures.first?.lines.count
                == 1)
        limits.entries = 1
        #expect(
            try SeriesReader.read(["a": entry(4), "b": entry(4)], limits: limits).undrawnEntryCount == 1)
    }
}
