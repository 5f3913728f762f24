@testable import Analysis
@testable import JSON
@testable import Model

/// A report with a cell of each tool, which obeys all laws, and what its archive asked for.
enum SoundReport {
    /// The cells, by the beginnings of the pointers of faults.
    static let fio = "fio-randrw-16k"
    static let sysbench = "sysbench-oltp"
    static let pgbench = "postgres-pgbench"
    static let wrk = "webserver-bench"
    static let filesystem = "ext4_overlay2"
    static let seconds = 40.0

    static let json: JSONValue = [
        "system_info": [
            "cpu_cores_total": 2, "ram_gb": 16, "target_disk": ["path": "/dev/vdb", "rotational": 1],
            "timestamp": "2026-01-01T00:00:00Z",
        ],
        "data": .object([
            cell(fio, plot: fioPlot, table: fioTable),
            cell(sysbench, plot: sysbenchPlot, table: sysbenchTable),
            cell(pgbench, plot: ["tps": 1000, "latency_avg": 10], table: pgbenchTable),
            cell(wrk, plot: wrkPlot, table: wrkTable),
        ]),
    ]

    static func settings(_ cell: CellReadings) -> WorkloadSettings {
        var settings = WorkloadSettings()
        settings.hasCommand = true
        settings.iterations = 1
        settings.runTime = seconds
        settings.interval = 1
        if cell.kind == .fio { settings.isDirect = true }
        settings.concurrency = cell.kind == .fio ? 8 : cell.kind == .sysbench ? 4 : nil
        return settings
    }

    private static let fioPlot: JSONValue = [
        "read_iops": 1000, "read_bw_bytes": 16_384_000, "read_lat_ns_mean": 5_000_000,
        "write_iops": 500, "write_bw_bytes": 8_192_000, "write_lat_ns_mean": 6_000_000,
    ]

    private static let fioTable: JSONValue = [
        "job_name": "randrw-16k", "rw_mode": "randrw", "bs": "16k", "ioengine": "libaio", "iodepth": "8",
        "read_io_bytes": 655_360_000, "read_lat_ns_min": 100_000, "read_lat_ns_max": 50_000_000,
        "read_lat_ns_p95": 9_000_000, "read_lat_ns_p99": 20_000_000,
        "write_io_bytes": 327_680_000, "write_lat_ns_min": 100_000, "write_lat_ns_max": 60_000_000,
        "write_lat_ns_p95": 9_000_000, "write_lat_ns_p99": 20_000_000, "error": 0,
    ]

    private static let sysbenchPlot: JSONValue = [
        "tps": 400, "qps": 8000, "latency_avg": 10, "latency_p95": 15,
    ]

    private static let sysbenchTable: JSONValue = [
        "total_transactions": 16_000, "total_queries": 320_000, "ignored_errors": 0, "reconnects": 0,
        "latency_min": 2, "latency_max": 80, "total_time_sec": 40,
    ]

    private static let pgbenchTable: JSONValue = [
        "transactions_processed": 40_000, "failed_transactions": 0, "clients": 10, "threads": 2,
        "scaling_factor": 5,
    ]

    private static let wrkPlot: JSONValue = [
        "latency_avg_ms": 5, "requests_per_sec": 20_000, "transfer_per_sec_bytes": 164_000_000,
    ]

    private static let wrkTable: JSONValue = [
        "threads": 2, "connections": 100, "latency_stdev_ms": 1, "latency_max_ms": 40,
        "total_requests": 800_000, "total_duration_ms": 40_000, "total_read_bytes": 6_560_000_000,
    ]

    // MARK: Series

    private static let sampleCount = 43

    private static func cell(_ benchmark: String, plot: JSONValue, table: JSONValue) -> JSONValue.Member {
        let cell: JSONValue = [
            "metrics": ["plot": plot, "table": table],
            "monitoring": ["iostat": monitoring(iostat, "_avg"), "docker_stats": monitoring(docker, "")],
        ]
        return .init(benchmark, .object([.init(filesystem, cell)]))
    }

    private static func monitoring(_ series: [(String, [Double])], _ suffix: String) -> JSONValue {
        let averages = series.filter { $0.0 != "timestamp" && $0.0 != "mem_limit_bytes" }.map {
            key, samples in
            let mean = samples.reduce(0, +) / Double(samples.count)
            return JSONValue.Member(key + suffix, .double((mean * 100).rounded() / 100))
        }
        return [
            "plot": .object(averages), "table": .object(averages),
            "series": .object(series.map { .init($0.0, .array($0.1.map { .double($0) })) }),
        ]
    }

    /// Since boot, then idle, then busy.
    private static func samples(_ boot: Double, _ idle: Double, _ busy: Double) -> [Double] {
        let busySamples = (2..<sampleCount).map { (index: Int) -> Double in
            let ripple = Double(index % 3 - 1) / 100
            return busy + busy * ripple
        }
        return [boot, idle] + busySamples
    }

    private static let iostat: [(String, [Double])] = [
        ("timestamp", (0..<sampleCount).map(Double.init)),
        ("cpu_user", samples(20, 1, 20)), ("cpu_system", samples(20, 1, 20)),
        ("cpu_iowait", samples(10, 0, 10)), ("cpu_idle", samples(50, 98, 50)),
        ("vdb_read_iops", samples(900, 0, 1000)), ("vdb_write_iops", samples(450, 0, 500)),
        ("vdb_read_kbps", samples(15_000, 0, 16_000)), ("vdb_write_kbps", samples(7_500, 0, 8_000)),
        ("vdb_read_await", samples(4, 0, 4)), ("vdb_write_await", samples(4, 0, 4)),
        ("vdb_util", samples(70, 0, 70)),
    ]

    private static let docker: [(String, [Double])] = [
        ("cpu_perc", [Double](repeating: 80, count: 40)),
        ("mem_usage_bytes", [Double](repeating: 30e6, count: 40)),
        ("mem_limit_bytes", [Double](repeating: 16e9, count: 40)),
        ("block_read_bytes", (0..<40).map { Double($0) * 16e6 }),
        ("block_write_bytes", (0..<40).map { Double($0) * 8e6 }),
        ("net_rx_bytes", [Double](repeating: 0, count: 40)),
        ("net_tx_bytes", [Double](repeating: 0, count: 40)),
    ]
}

extension JSONValue {
    /// The value with another one in the place that names lead to; a nil removes what is there.
    func changed(at path: some Collection<String>, _ change: (JSONValue) -> JSONValue?) -> JSONValue? {
        guard let name = path.first else { return change(self) }
        guard let members else { return self }
        let isThere = members.contains { $0.key == name }
        let all = isThere ? members : members + [Member(name, .null)]
        return .object(
            all.compactMap { member in
                guard member.key == name else { return member }
                return member.value.changed(at: path.dropFirst(), change).map { Member(name, $0) }
            })
    }
}
