import TestSupport
import Testing

@testable import Analysis
@testable import JSON
@testable import Model
@testable import Reports

/// What is read of a report besides its outline.
@Suite struct `Readings of a report` {
    @Test(arguments: [
        ("baseline", 352, 33), ("baseline-repeat", 352, 352), ("mount-options", 352, 352),
        ("readahead-16k", 220, 220), ("minute-baseline", 220, 220), ("minute-mount-options", 220, 220),
    ])
    func `the mean of a series is the reported average of iostat where one iteration was run`(
        _ run: String, _ count: Int, _ equalCount: Int
    ) throws {
        let cells = try RunReadings.fixture(run).cells
        let pairs = cells.flatMap { cell in
            cell.iostat.series.map { ($0.mean, cell.average(.iostat, of: $0.key)) }
        }
        let equal = pairs.filter { mean, average in
            mean.flatMap { mean in average.map { abs(mean - $0) <= 0.00501 } } ?? false
        }
        #expect(pairs.count == count && equal.count == equalCount)
    }

    @Test func `facts have the names of their keys`() throws {
        let readings = try RunReadings.fixture("baseline")
        #expect(readings.timestamp == "2026-11-23T18:01:41Z")
        #expect(
            readings.facts["cpu_cores_total"]?.number == 2 && readings.facts["tools.fio"]?.text == "fio-3.33")
        #expect(readings.facts.targetDiskName == "vdb" && readings.facts.targetDiskFact("ra")?.number == 128)
        #expect(readings.facts.targetDiskFact("sched")?.text == "none")
    }

    @Test func `a cell has its numbers with their meaning, its settings, and averages once`() throws {
        let cell = try #require(try RunReadings.fixture("baseline").cell("fio-randread-4k", "ext4_overlay2"))
        #expect(cell.kind == .fio && cell.setting("iodepth") == "16" && cell.setting("rw_mode") == "randread")
        #expect(cell.mainNumbers.map(\.key) == ["read_iops"])
        let util = cell.numbers.filter { $0.key == "vdb_util_avg" }
        #expect(util.count == 1 && util.first?.disk == "vdb" && util.first?.metric.unit == .percent)
        #expect(cell.numbers.filter { $0.key == "cpu_perc" }.map(\.section) == [.dockerPlot])
    }

    @Test func `the order of the keys in a report does not matter`() throws {
        let bytes = try Fixtures.file("minute-baseline", "aggregated_report.json")
        let reversed = try Self.reversed(JSONValue(parsing: bytes)).bytes
        let cells = try RunReadings.read(bytes).cells
        let others = try RunReadings.read(reversed).cells
        #expect(cells.count == 20 && others.count == 20)
        for cell in cells {
            let other = try #require(
                others.first { $0.benchmark == cell.benchmark && $0.filesystem == cell.filesystem })
            #expect(cell.iostat.busy == other.iostat.busy && cell.iostat.rhythm == other.iostat.rhythm)
            for series in cell.iostat.series + cell.docker.series {
                #expect(other.iostat[series.key] ?? other.docker[series.key] == series)
            }
        }
    }

    private static func reversed(_ value: JSONValue) -> JSONValue {
        guard let members = value.members else { return value }
        return .object(members.reversed().map { JSONValue.Member($0.key, reversed($0.value)) })
    }

    @Test func `the busy interval is where the busiest disk has a quarter of what it often has`() throws {
        let cell = try CellReadings.read(
            iostat: """
                {"vda_read_iops": [900, 1, 1, 1, 1, 1, 1, 1, 1, 1],
                 "vdb_write_iops": [5, 0, 24, 25, 100, 0, 100, 100, 26, 24],
                 "vdb_util": [99, 1, 2, 3, 4, 5, 6, 7, 8, 9], "cpu_idle": [9, 9, 9, 9, 9, 9, 9, 9, 9, 9]}
                """)
        let iostat = try #require(cell).iostat
        #expect(iostat.busy == BusyInterval(samples: 3...8, disk: "vdb"))
        #expect(iostat["vdb_util"]?.corrected == 5.5 && iostat["vdb_util"]?.mean == 14.4)
        #expect(iostat["vdb_util"]?.highest == SeriesReading.Sample(index: 9, value: 9))
    }

    @Test func `where no disk does anything the CPU shows when the workload ran`() throws {
        let cell = try CellReadings.read(
            iostat: """
                {"vdb_read_iops": [900, 0, 0.9, 0, 0, 0, 0, 0], "cpu_idle": [0, 95, 20, 10, 15, 12, 10, 90],
                 "cpu_user": [1, 2, 3, 4, 5, 6, 7, 8]}
                """)
        let iostat = try #require(cell).iostat
        #expect(iostat.busy == BusyInterval(samples: 2...6, disk: nil))
        #expect(iostat["cpu_user"]?.corrected == 5 && iostat.rhythm == nil)
    }

    @Test func `fewer than five busy samples have no corrected mean`() throws {
        let cell = try CellReadings.read(
            iostat: #"{"vdb_read_iops": [1, 9, 9, 9, 9], "cpu_user": [1, 2, 3, 4, 5]}"#)
        let iostat = try #require(cell).iostat
        #expect(
            iostat.busy?.count == 4 && iostat["cpu_user"]?.corrected == nil && iostat["cpu_user"]?.mean == 3)
    }

    @Test func `an await in a second without requests is no sample`() throws {
        let cell = try CellReadings.read(
            iostat: """
                {"vdb_read_await": [9, 2, 0, 4, 0, 6, 0], "vdb_read_iops": [9, 10, 0, 10, 0, 10, 10],
                 "vdb_write_await": [9, 1, 0, 1, 1, 1, 1]}
                """)
        let iostat = try #require(cell).iostat
        #expect(iostat["vdb_read_await"]?.corrected == 3 && iostat["vdb_read_await"]?.lowest?.index == 6)
        #expect(iostat["vdb_write_await"]?.corrected == 5.0 / 6)
    }

    @Test func `a sample after the container had ended is none, and a counter has no mean`() throws {
        let cell = try CellReadings.read(
            docker: """
                {"cpu_perc": [10, 0, 20, 0], "mem_limit_bytes": [8, 8, 8, 0], "mem_usage_bytes": [2, null, 4, 0],
                 "block_read_bytes": [1, 2, 3, 0]}
                """)
        let docker = try #require(cell).docker
        #expect(docker.endedSampleCount == 1 && docker.nullCount == 1)
        #expect(docker["cpu_perc"]?.corrected == 10 && docker["cpu_perc"]?.mean == 7.5)
        #expect(docker["mem_usage_bytes"]?.corrected == 3)
        let counter = try #require(docker["block_read_bytes"])
        #expect(counter.corrected == nil && counter.last == SeriesReading.Sample(index: 2, value: 3))
    }

    @Test func `lists of unequal length are seen, the clock included`() throws {
        let cell = try CellReadings.read(iostat: #"{"cpu_user": [1, 2, 3], "timestamp": [0, 1]}"#)
        #expect(try #require(cell).iostat.lengths == 2...3)
    }

    @Test func `what is beyond the limits is left out and counted`() throws {
        let long = [Double](repeating: 1, count: ReadingLimits.cellSamples + 1).map { _ in "1" }.joined(
            separator: ",")
        let iostat = try #require(
            try CellReadings.read(iostat: #"{"cpu_user": [\#(long)], "cpu_idle": [1]}"#)
        ).iostat
        #expect(iostat.unknown != nil && iostat["cpu_user"]?.count == ReadingLimits.cellSamples + 1)
        #expect(iostat["cpu_user"]?.mean == nil && iostat.busy == nil)

        let cells = (0..<ReadingLimits.cells + 2).map {
            #""f\#($0)": {"metrics": {"plot": {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}}}"#
        }
        let readings = try RunReadings.read(
            Array(#"{"data": {"b": {\#(cells.joined(separator: ","))}}}"#.utf8))
        #expect(readings.cells.count == ReadingLimits.cells && readings.omittedCellCount == 2)
        #expect(readings.cells.reduce(0) { $0 + $1.numbers.count } == ReadingLimits.values)
        #expect(
            readings.cells.reduce(0) { $0 + $1.omittedCount } == ReadingLimits.cells * 5
                - ReadingLimits.values)
    }

    @Test func `a cell of very many keys is read in part, so that judging it stays cheap`() throws {
        let keys = (0..<1_200).map { "\"k\($0)\": 1" }.joined(separator: ",")
        let series = (0..<600).map { "\"d\($0)_util\": [1]" }.joined(separator: ",")
        let entry = #"{"metrics": {"plot": {\#(keys)}}, "monitoring": {"iostat": {"series": {\#(series)}}}}"#
        let readings = try RunReadings.read(Array(#"{"data": {"fio-a": {"f": \#(entry)}}}"#.utf8))
        let cell = try #require(readings.cells.first)
        #expect(cell.numbers.count == 1_000 && cell.omittedCount == 200)
        #expect(cell.iostat.series.count == 500 && cell.iostat.omittedCount == 100)
    }
}
