import Foundation
import Testing

@testable import JSON
@testable import Model

/// What keys mean.
@Suite struct `The table of metrics` {
    struct Key: CustomTestStringConvertible {
        let group: MonitoringGroup
        let key: String
        var metric: String?
        var disk: String?
        var testDescription: String { "\(group.rawValue) \(key)" }
    }

    static let series = [
        Key(group: .iostat, key: "cpu_user", metric: "cpu_user"),
        Key(group: .iostat, key: "nvme_0_util", metric: "util", disk: "nvme_0"),
        Key(group: .iostat, key: "a_read_await", metric: "read_await", disk: "a"),
        Key(group: .iostat, key: "é_write_kbps", metric: "write_kbps", disk: "é"),
        Key(group: .iostat, key: "util"), Key(group: .iostat, key: "_util"),
        Key(group: .iostat, key: "cpu_perc"),
        Key(group: .docker, key: "cpu_perc", metric: "cpu_perc"), Key(group: .docker, key: "sda_util"),
    ]

    @Test(arguments: series)
    func `a series is known by its key, a disk's by how the key ends`(_ key: Key) {
        let meaning = key.group.meaning(ofSeries: key.key)
        #expect(meaning.metric.key == key.metric ?? key.key && meaning.disk == key.disk)
        #expect((meaning.rank < key.group.metrics.count) == (key.metric != nil))
        #expect(key.group.knows(key.key) == (key.metric != nil))
    }

    static let averages = [
        Key(group: .iostat, key: "cpu_idle_avg", metric: "cpu_idle"),
        Key(group: .iostat, key: "sda_util_avg", metric: "util", disk: "sda"),
        Key(group: .iostat, key: "_util_avg"), Key(group: .iostat, key: "cpu_idle"),
        Key(group: .iostat, key: "_avg"),
        Key(group: .docker, key: "mem_usage_bytes", metric: "mem_usage_bytes"),
        Key(group: .docker, key: "cpu_perc_avg"),
    ]

    @Test(arguments: averages)
    func `an average has the key of its series, and iostat's has more after it`(_ key: Key) {
        let meaning = key.group.meaning(ofAverage: key.key)
        #expect(meaning?.metric.key == key.metric && meaning?.disk == key.disk)
    }

    @Test func `iostat's clock is known, and Docker has none`() {
        #expect(MonitoringGroup.iostat.knows("timestamp") && !MonitoringGroup.docker.knows("timestamp"))
    }

    struct Score: CustomTestStringConvertible {
        let testDescription: String
        let kind: BenchmarkKind?
        let keys: [String]
        var empty: Set<String> = []
        let score: String?
    }

    static let scores = [
        Score(
            testDescription: "IOPS before bandwidth and latency", kind: .fio,
            keys: ["read_lat_ns_mean", "read_bw_bytes", "read_iops"], score: "read_iops"),
        Score(testDescription: "tps", kind: .pgbench, keys: ["latency_avg", "tps"], score: "tps"),
        Score(
            testDescription: "queries where there are no transactions", kind: .sysbench,
            keys: ["latency_avg", "qps"], score: "qps"),
        Score(
            testDescription: "requests", kind: .wrk,
            keys: ["latency_avg_ms", "transfer_per_sec_bytes", "requests_per_sec"], score: "requests_per_sec"),
        Score(
            testDescription: "one that has a value", kind: .fio, keys: ["colour", "read_iops", "speed"],
            empty: ["colour", "read_iops"], score: "speed"),
        Score(testDescription: "an unknown key", kind: nil, keys: ["colour"], score: "colour"),
        Score(
            testDescription: "the first where none has a value", kind: nil, keys: ["b", "a"],
            empty: ["a", "b"],
            score: "a"),
        Score(testDescription: "none", kind: .fio, keys: [], score: nil),
    ]

    @Test(arguments: scores)
    func `the score is what a reader most likely means`(_ score: Score) {
        let metrics = MetricTable.metrics(of: score.kind, keys: score.keys)
        #expect(MetricTable.score(of: metrics) { !score.empty.contains($0.key) }?.key == score.score)
    }

    @Test func `each kind is judged by its rates alone`() {
        let main = BenchmarkKind.allCases.map { kind in
            MetricTable.metrics(of: kind).filter { $0.traits.contains(.main) }.map(\.key)
        }
        #expect(main == [["read_iops", "write_iops"], ["tps"], ["tps"], ["requests_per_sec"]])
    }

    @Test func `a counter grows in a second or in a sample, what is no amount has no rate`() {
        #expect(MetricUnit.bytes.rate(perSample: false) == .bytesPerSecond)
        #expect(MetricUnit.bytes.rate(perSample: true) == .bytesPerSample)
        #expect(MetricUnit.percent.rate(perSample: true) == nil)
    }

    @Test func `the scripts are tested with the table that the pages get`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "JavaScript/support/definitions.json")
        let definitions: JSONValue = [
            "units": MetricUnit.json,
            "plot": .array(BenchmarkKind.allCases.flatMap(MetricTable.metrics(of:)).map(\.json)),
        ]
        let text = String(decoding: definitions.indentedBytes, as: UTF8.self)
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(text)")
    }
}
