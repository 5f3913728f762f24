import Testing

@testable import JSON
@testable import Model

/// A change of the sound report that breaks one law.
struct Fault: Sendable, CustomTestStringConvertible {
    let law: AuditLaw
    let verdict: Finding.Verdict
    let benchmark: String
    let description: String
    let change: @Sendable (JSONValue) -> JSONValue?

    var testDescription: String { "law \(law.rawValue) of \(benchmark): \(description)" }

    /// All that are planted.
    static var all: [Fault] {
        errors + concurrency + blockSizes + runTimes + orders + devices + means + samples + disks
    }

    // MARK: Kinds of change

    private static func place(_ benchmark: String, _ section: String, _ key: String) -> [String] {
        ["data", benchmark, SoundReport.filesystem] + section.split(separator: "/").map(String.init) + [key]
    }

    private static func replace(
        _ law: AuditLaw, _ verdict: Finding.Verdict, _ benchmark: String, _ section: String, _ key: String,
        to values: [JSONValue]
    ) -> [Fault] {
        let path = place(benchmark, section, key)
        return values.map { value in
            Fault(
                law: law, verdict: verdict, benchmark: benchmark, description: "\(key) is \(value.text)",
                change: { report in report.changed(at: path) { _ in value } })
        }
    }

    private static func scale(
        _ law: AuditLaw, _ verdict: Finding.Verdict, _ benchmark: String, _ section: String, _ key: String,
        by factors: [Double]
    ) -> [Fault] {
        let path = place(benchmark, section, key)
        return factors.map { factor in
            Fault(
                law: law, verdict: verdict, benchmark: benchmark, description: "\(key) times \(factor)",
                change: { report in report.changed(at: path) { .double(($0.double ?? 0) * factor) } })
        }
    }

    private static func samples(
        _ law: AuditLaw, _ verdict: Finding.Verdict, _ benchmark: String, _ group: String, _ keys: [String],
        _ description: String, _ change: @escaping @Sendable ([JSONValue]) -> [JSONValue]?
    ) -> Fault {
        Fault(
            law: law, verdict: verdict, benchmark: benchmark,
            description: "\(keys.joined(separator: ", ")): \(description)",
            change: { report in
                keys.reduce(report) { report, key in
                    report?.changed(at: place(benchmark, "monitoring/\(group)/series", key)) { list in
                        change(list.elements ?? []).map { .array($0) }
                    }
                }
            })
    }

    // MARK: The faults of each law

    private static let plot = "metrics/plot"
    private static let table = "metrics/table"
    private static let iostatKeys = [
        "timestamp", "cpu_user", "cpu_system", "cpu_iowait", "cpu_idle", "vdb_read_iops", "vdb_write_iops",
        "vdb_read_kbps", "vdb_write_kbps", "vdb_read_await", "vdb_write_await", "vdb_util",
    ]

    private static var errors: [Fault] {
        replace(
            .toolErrors, .broken, SoundReport.fio, table, "error",
            to: [1, 2, 5, 12, 22, 28, 30, 110, -5, 9999])
            + replace(
                .toolErrors, .broken, SoundReport.pgbench, table, "failed_transactions",
                to: [405, 500, 1000, 40_000, 400_000])
            + replace(
                .toolErrors, .note, SoundReport.pgbench, table, "failed_transactions", to: [1, 17, 400])
            + ["errors_connect", "errors_read", "errors_write", "errors_timeout"].flatMap {
                replace(.toolErrors, .broken, SoundReport.wrk, table, $0, to: [8_001, 80_000, 8_000_000])
                    + replace(.toolErrors, .note, SoundReport.wrk, table, $0, to: [1, 8_000])
            }
            + ["ignored_errors", "reconnects"].flatMap {
                replace(.toolErrors, .broken, SoundReport.sysbench, table, $0, to: [801, 16_000])
                    + replace(.toolErrors, .note, SoundReport.sysbench, table, $0, to: [3, 800])
            }
    }

    private static var concurrency: [Fault] {
        let factors = [0.01, 0.5, 2, 10]
        return scale(.concurrency, .odd, SoundReport.fio, plot, "read_lat_ns_mean", by: factors)
            + scale(.concurrency, .odd, SoundReport.fio, plot, "write_lat_ns_mean", by: factors)
            + scale(.concurrency, .odd, SoundReport.pgbench, plot, "latency_avg", by: [0.5, 0.85, 1.15, 2])
            + scale(.concurrency, .odd, SoundReport.wrk, plot, "latency_avg_ms", by: [0.5, 0.85, 1.15, 2])
            + scale(.concurrency, .odd, SoundReport.sysbench, plot, "latency_avg", by: [0.5, 0.85, 1.15, 2])
            + replace(.concurrency, .odd, SoundReport.pgbench, table, "clients", to: [1, 8, 20])
            + replace(.concurrency, .odd, SoundReport.wrk, table, "connections", to: [2, 80, 120])
    }

    private static var blockSizes: [Fault] {
        ["read_bw_bytes", "write_bw_bytes"].flatMap {
            scale(.blockSize, .odd, SoundReport.fio, plot, $0, by: [0.001, 0.5, 0.97, 1.03, 2, 1024])
        } + replace(.blockSize, .odd, SoundReport.fio, table, "bs", to: ["4k", "16", "32k", "1m", "15k"])
    }

    private static var runTimes: [Fault] {
        ["read_io_bytes", "write_io_bytes"].flatMap {
            scale(.runTime, .odd, SoundReport.fio, table, $0, by: [0.1, 0.85, 1.2, 10])
        }
            + scale(.runTime, .odd, SoundReport.sysbench, table, "total_time_sec", by: [0.5, 0.85, 1.2, 2])
            + scale(.runTime, .odd, SoundReport.wrk, table, "total_duration_ms", by: [0.001, 0.85, 1.2, 2])
            + scale(.runTime, .odd, SoundReport.pgbench, table, "transactions_processed", by: [0.5, 1.1, 2])
            + scale(.runTime, .odd, SoundReport.wrk, table, "total_requests", by: [0.5, 2])
            + [20, 30, 39].map { count in
                samples(.runTime, .odd, SoundReport.fio, "iostat", iostatKeys, "\(count) samples") {
                    Array($0.prefix(count))
                }
            }
            + [52, 90].map { count in
                samples(.runTime, .odd, SoundReport.pgbench, "iostat", iostatKeys, "\(count) samples") {
                    list in
                    list + Array(repeating: list.last ?? 0, count: count - list.count)
                }
            }
    }

    private static var orders: [Fault] {
        ["read", "write"].flatMap { name in
            replace(
                .order, .odd, SoundReport.fio, table, "\(name)_lat_ns_min", to: [7_000_000, 90_000_000, -1])
                + replace(
                    .order, .odd, SoundReport.fio, table, "\(name)_lat_ns_max",
                    to: [1, 4_000_000, 19_000_000])
                + replace(
                    .order, .odd, SoundReport.fio, table, "\(name)_lat_ns_p95", to: [20_100_000, 99_000_000])
                + replace(
                    .order, .odd, SoundReport.fio, table, "\(name)_lat_ns_p99", to: [8_000_000, 70_000_000])
        }
            + replace(.order, .odd, SoundReport.sysbench, table, "latency_min", to: [11, 100])
            + replace(.order, .odd, SoundReport.sysbench, table, "latency_max", to: [1, 9, 14])
            + replace(.order, .odd, SoundReport.sysbench, plot, "latency_p95", to: [90])
            + replace(.order, .odd, SoundReport.wrk, table, "latency_max_ms", to: [.double(0.5), 4])
    }

    private static var devices: [Fault] {
        ["vdb_read_kbps", "vdb_write_kbps"].flatMap { key in
            [(0.01, Finding.Verdict.odd), (0.04, .odd), (3.1, .odd), (30, .odd), (0.5, .note), (2, .note)].map
            {
                factor, verdict in
                samples(.deviceBytes, verdict, SoundReport.fio, "iostat", [key], "times \(factor)") {
                    $0.map { .double(($0.double ?? 0) * factor) }
                }
            }
        }
    }

    private static var means: [Fault] {
        ["cpu_user", "cpu_idle", "vdb_read_iops", "vdb_write_kbps", "vdb_util"].flatMap {
            scale(
                .correctedMeans, .note, SoundReport.fio, "monitoring/iostat/plot", $0 + "_avg",
                by: [0.1, 0.8, 1.25, 10])
        }
            + scale(
                .correctedMeans, .note, SoundReport.wrk, "monitoring/docker_stats/plot", "cpu_perc",
                by: [0.5, 1.2])
    }

    private static var samples: [Fault] {
        iostatKeys.map { key in
            samples(.samples, .odd, SoundReport.fio, "iostat", [key], "one sample fewer") { $0.dropLast() }
        }
            + [
                ("cpu_user", 150.0), ("cpu_idle", -3), ("vdb_util", 400), ("vdb_read_iops", 1e12),
                ("vdb_write_kbps", 1e300), ("vdb_read_await", 1e9), ("vdb_read_kbps", -1),
            ].map { key, value in
                samples(.samples, .odd, SoundReport.sysbench, "iostat", [key], "a sample of \(value)") {
                    $0.dropLast() + [.double(value)]
                }
            }
            + [("cpu_perc", 900.0), ("mem_usage_bytes", 1e12), ("net_rx_bytes", -1)].map { key, value in
                samples(.samples, .odd, SoundReport.wrk, "docker_stats", [key], "a sample of \(value)") {
                    $0.dropLast() + [.double(value)]
                }
            }
            + [1, 3].map { count in
                samples(
                    .samples, .note, SoundReport.fio, "docker_stats", MetricTable.docker.map(\.key),
                    "\(count) samples of zeros at the end"
                ) { $0.dropLast(count) + Array(repeating: 0, count: count) }
            }
            + [
                samples(.samples, .note, SoundReport.wrk, "docker_stats", ["cpu_perc"], "a null") {
                    $0.dropLast() + [nil]
                }
            ]
    }

    private static var disks: [Fault] {
        let device = iostatKeys.filter { $0.hasPrefix("vdb_") }
        return [0.0, 0.0005, 0.001].map { factor in
            samples(.watchedDisk, .odd, SoundReport.fio, "iostat", device, "times \(factor)") {
                $0.map { .double(($0.double ?? 0) * factor) }
            }
        }
            + [SoundReport.fio, SoundReport.pgbench, SoundReport.wrk, SoundReport.sysbench].map {
                samples(.watchedDisk, .note, $0, "iostat", device, "not recorded") { _ in nil }
            }
    }
}
