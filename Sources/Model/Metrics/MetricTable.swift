/// Label, unit, direction and group of every metric that the suite writes (docs/report-format.md).
package enum MetricTable {
    /// What `keys` of a benchmark's `plot` or `table` mean, known ones first and in the table's order.
    package static func metrics(of kind: BenchmarkKind?, keys: some Sequence<String>) -> [Metric] {
        let known = kind.map(metrics(of:)) ?? []
        var rest = keys.distinctBytewise
        var found: [Metric] = []
        for metric in known {
            guard let place = rest.firstIndex(where: { $0.utf8.elementsEqual(metric.key.utf8) }) else {
                continue
            }
            rest.remove(at: place)
            found.append(metric)
        }
        return found + rest.map { Metric($0, $0) }
    }

    private static func metrics(of kind: BenchmarkKind) -> [Metric] {
        switch kind {
        case .fio: fio
        case .sysbench: sysbench
        case .pgbench: pgbench
        case .wrk: wrk
        }
    }

    private static let fio: [Metric] = [
        Metric("read_iops", "Read IOPS", "operations/s", .higher, .iops),
        Metric("write_iops", "Write IOPS", "operations/s", .higher, .iops),
        Metric("read_bw_bytes", "Read bandwidth", "bytes/s", .higher, .bandwidth),
        Metric("write_bw_bytes", "Write bandwidth", "bytes/s", .higher, .bandwidth),
        Metric("read_lat_ns_mean", "Read latency, mean", "ns", .lower, .latency),
        Metric("write_lat_ns_mean", "Write latency, mean", "ns", .lower, .latency),
        Metric("read_lat_ns_min", "Read latency, minimum", "ns", .lower, .latency),
        Metric("read_lat_ns_p95", "Read completion latency, 95th percentile", "ns", .lower, .latency),
        Metric("read_lat_ns_p99", "Read completion latency, 99th percentile", "ns", .lower, .latency),
        Metric("read_lat_ns_max", "Read latency, maximum", "ns", .lower, .latency),
        Metric("write_lat_ns_min", "Write latency, minimum", "ns", .lower, .latency),
        Metric("write_lat_ns_p95", "Write completion latency, 95th percentile", "ns", .lower, .latency),
        Metric("write_lat_ns_p99", "Write completion latency, 99th percentile", "ns", .lower, .latency),
        Metric("write_lat_ns_max", "Write latency, maximum", "ns", .lower, .latency),
        Metric("read_io_bytes", "Read in total", "bytes", .higher, .volume),
        Metric("write_io_bytes", "Written in total", "bytes", .higher, .volume),
        Metric("error", "Error number of the job", nil, .lower, .errors),
        Metric("job_name", "Job", nil, nil, .settings),
        Metric("rw_mode", "I/O pattern", nil, nil, .settings),
        Metric("bs", "Block size", nil, nil, .settings),
        Metric("ioengine", "I/O engine", nil, nil, .settings),
        Metric("iodepth", "Queue depth", nil, nil, .settings),
    ]

    private static let sysbench: [Metric] = [
        Metric("tps", "Transactions", "transactions/s", .higher, .throughput),
        Metric("qps", "Queries", "queries/s", .higher, .throughput),
        Metric("latency_avg", "Latency, mean", "ms", .lower, .latency),
        Metric("latency_p95", "Latency, 95th percentile", "ms", .lower, .latency),
        Metric("latency_min", "Latency, minimum", "ms", .lower, .latency),
        Metric("latency_max", "Latency, maximum", "ms", .lower, .latency),
        Metric("total_transactions", "Transactions in total", "count", .higher, .volume),
        Metric("total_queries", "Queries in total", "count", .higher, .volume),
        Metric("ignored_errors", "Ignored errors", "count", .lower, .errors),
        Metric("reconnects", "Reconnects", "count", .lower, .errors),
        Metric("total_time_sec", "Run time", "s", nil, .settings),
    ]

    private static let pgbench: [Metric] = [
        Metric("tps", "Transactions", "transactions/s", .higher, .throughput),
        Metric("latency_avg", "Latency, mean", "ms", .lower, .latency),
        Metric("transactions_processed", "Transactions in total", "count", .higher, .volume),
        Metric("failed_transactions", "Failed transactions", "count", .lower, .errors),
        Metric("clients", "Clients", "count", nil, .settings),
        Metric("threads", "Threads", "count", nil, .settings),
        Metric("scaling_factor", "Scaling factor", "count", nil, .settings),
    ]

    private static let wrk: [Metric] = [
        Metric("requests_per_sec", "Requests", "requests/s", .higher, .throughput),
        Metric("transfer_per_sec_bytes", "Transfer", "bytes/s", .higher, .bandwidth),
        Metric("latency_avg_ms", "Latency, mean", "ms", .lower, .latency),
        Metric("latency_stdev_ms", "Latency, standard deviation", "ms", .lower, .latency),
        Metric("latency_max_ms", "Latency, maximum", "ms", .lower, .latency),
        Metric("total_requests", "Requests in total", "count", .higher, .volume),
        Metric("total_read_bytes", "Read in total", "bytes", .higher, .volume),
        Metric("errors_connect", "Connect errors", "count", .lower, .errors),
        Metric("errors_read", "Read errors", "count", .lower, .errors),
        Metric("errors_write", "Write errors", "count", .lower, .errors),
        Metric("errors_timeout", "Timeouts", "count", .lower, .errors),
        Metric("total_duration_ms", "Run time", "ms", nil, .settings),
        Metric("threads", "Threads", "count", nil, .settings),
        Metric("connections", "Connections", "count", nil, .settings),
    ]

    /// The series of Docker's monitoring; plots and tables have the same keys.
    package static let docker: [Metric] = [
        Metric("cpu_perc", "Container CPU", "% of one core", nil, .cpu),
        Metric("mem_usage_bytes", "Container memory", "bytes", nil, .memory),
        Metric("mem_limit_bytes", "Container memory limit", "bytes", nil, .memory),
        Metric("block_read_bytes", "Container block reads", "bytes", nil, .block, isCounter: true),
        Metric("block_write_bytes", "Container block writes", "bytes", nil, .block, isCounter: true),
        Metric("net_rx_bytes", "Container network received", "bytes", nil, .network, isCounter: true),
        Metric("net_tx_bytes", "Container network sent", "bytes", nil, .network, isCounter: true),
    ]

    /// The series of iostat; plots and tables have the same keys with `_avg` behind.
    package static let iostat: [Metric] = [
        Metric("cpu_user", "CPU user", "%", nil, .cpu),
        Metric("cpu_system", "CPU system", "%", nil, .cpu),
        Metric("cpu_iowait", "CPU iowait", "%", nil, .cpu),
        Metric("cpu_idle", "CPU idle", "%", nil, .cpu),
        Metric("read_iops", "Device read IOPS", "operations/s", nil, .disk, isPerDisk: true),
        Metric("write_iops", "Device write IOPS", "operations/s", nil, .disk, isPerDisk: true),
        Metric("read_kbps", "Device read throughput", "KiB/s", nil, .disk, isPerDisk: true),
        Metric("write_kbps", "Device write throughput", "KiB/s", nil, .disk, isPerDisk: true),
        Metric("read_await", "Device read await", "ms", nil, .disk, isPerDisk: true),
        Metric("write_await", "Device write await", "ms", nil, .disk, isPerDisk: true),
        Metric("util", "Device utilisation", "%", nil, .disk, isPerDisk: true),
    ]
}
