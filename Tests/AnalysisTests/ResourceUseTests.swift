import Testing

@testable import Analysis

/// What a benchmark used of its machine.
@Suite struct `Use of resources` {
    private static let reported = #"""
        "docker_stats": {"plot": {"cpu_perc": 250, "mem_usage_bytes": 3e9}},
        "iostat": {"plot": {"cpu_user_avg": 50, "cpu_system_avg": 9, "cpu_iowait_avg": 70, "vda_util_avg": 10, "vdb_util_avg": 20}
        """#

    private func uses(_ series: String) throws -> [Resource: Double] {
        try #require(SeriesReader.read(["a": "{\(Self.reported)\(series)}}"]).uses.first).values
    }

    @Test func `without series the reported averages stand in`() throws {
        #expect(
            try uses("") == [.cpu: 250, .memory: 3e9, .machineCPU: 59, .ioWait: 70, .busiestDevice: 20])
    }

    @Test func `means of iostat leave out the sample since boot`() throws {
        let uses = try uses(
            #", "series": {"cpu_iowait": [70, 2, 4], "vda_util": [0, 90, 90], "timestamp": [0, 1, 2]}"#)
        #expect(uses[.ioWait] == 3 && uses[.busiestDevice] == 90 && uses[.machineCPU] == 59)
    }

    @Test func `means of Docker leave out what it reports after the container has ended`() throws {
        let docker = #"""
            "series": {"cpu_perc": [100, 300, 0], "mem_usage_bytes": [1e9, null, 0], "mem_limit_bytes": [8e9, 8e9, 0]}
            """#
        let report = Self.reported.replacing(
            #""mem_usage_bytes": 3e9}"#, with: #""mem_usage_bytes": 3e9}, "# + docker)
        let uses = try #require(SeriesReader.read(["a": "{\(report)}}"]).uses.first).values
        #expect(uses[.cpu] == 200 && uses[.memory] == 1e9)
    }

    @Test func `a disk with a series counts with its mean alone`() throws {
        #expect(
            try uses(#", "series": {"vdb_util": [99, 4, 6], "vdc_util": [0, null]}"#)[.busiestDevice] == 10)
    }

    @Test func `a series without a known sample leaves the reported average`() throws {
        #expect(try uses(#", "series": {"cpu_iowait": [70, null], "cpu_user": [1]}"#)[.ioWait] == 70)
    }

    @Test func `user and system are a sum only where both are known`() throws {
        let series = try SeriesReader.read(["a": #"{"iostat": {"plot": {"cpu_user_avg": 50, "x_avg": 3}}}"#])
        #expect(series.uses == [ResourceUse(filesystem: "a", values: [:])])
    }

    @Test func `an entry of which the series are too large has the reported averages`() throws {
        var limits = SeriesLimits()
        limits.byteCount = 10
        let series = try SeriesReader.read(
            ["a": #"{"iostat": {"plot": {"cpu_iowait_avg": 7}, "series": {"cpu_iowait": [1, 2, 3, 4, 5]}}}"#],
            limits: limits)
        #expect(series.uses.first?.values == [.ioWait: 7])
        #expect(series.undrawnEntryCount == 1)
    }
}
