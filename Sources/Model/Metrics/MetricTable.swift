/// Every metric that the suite writes, a row each: all that benchd knows of keys (docs/report-format.md).
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
        return found + rest.map { Metric(unknown: $0) }
    }

    /// The metric of some of a benchmark that a reader most likely means by its score: a main one, else the first that
    /// is better when it is higher, else the first; of those with a value, where any has one.
    ///
    /// - Parameters:
    ///   - metrics: What the benchmark's `plot` holds, in the order of the table.
    ///   - hasValue: Whether any entry has a number for a metric.
    /// - Returns: The metric; nil where there is none.
    package static func score(of metrics: [Metric], where hasValue: (Metric) -> Bool) -> Metric? {
        metrics.first { $0.traits.contains(.main) && hasValue($0) }
            ?? metrics.first { $0.direction == .higher && hasValue($0) }
            ?? metrics.first(where: hasValue) ?? metrics.first
    }

    /// What a key of a benchmark's `plot` or `table` means; its own name where benchd does not know it.
    package static func metric(of kind: BenchmarkKind?, key: String) -> Metric {
        kind.map(metrics(of:))?.first { $0.key == key } ?? Metric(unknown: key)
    }

    /// The metrics on which verdicts, ranks and geometric means rest; of an unknown kind none has a direction, so none is one.
    package static func mainMetrics(of kind: BenchmarkKind?) -> [Metric] {
        (kind.map(metrics(of:)) ?? []).filter { $0.traits.contains(.main) }
    }

    static func metrics(of kind: BenchmarkKind) -> [Metric] {
        switch kind {
        case .fio: fio
        case .sysbench: sysbench
        case .pgbench: pgbench
        case .wrk: wrk
        }
    }

    private static let fio: [Metric] = [
        Metric("read_iops", "Read IOPS", .operationsPerSecond, .higher, .iops, .main),
        Metric("write_iops", "Write IOPS", .operationsPerSecond, .higher, .iops, .main),
        Metric("read_bw_bytes", "Read bandwidth", .bytesPerSecond, .higher, .bandwidth),
        Metric("write_bw_bytes", "Write bandwidth", .bytesPerSecond, .higher, .bandwidth),
        Metric("read_lat_ns_mean", "Read latency, mean", .nanoseconds, .lower, .latency),
        Metric("write_lat_ns_mean", "Write latency, mean", .nanoseconds, .lower, .latency),
        Metric("read_lat_ns_min", "Read latency, minimum", .nanoseconds, .lower, .latency),
        Metric("read_lat_ns_p95", "Read completion latency, 95th percentile", .nanoseconds, .lower, .latency),
        Metric("read_lat_ns_p99", "Read completion latency, 99th percentile", .nanoseconds, .lower, .latency),
        Metric("read_lat_ns_max", "Read latency, maximum", .nanoseconds, .lower, .latency),
        Metric("write_lat_ns_min", "Write latency, minimum", .nanoseconds, .lower, .latency),
        Metric(
            "write_lat_ns_p95", "Write completion latency, 95th percentile", .nanoseconds, .lower, .latency),
        Metric(
            "write_lat_ns_p99", "Write completion latency, 99th percentile", .nanoseconds, .lower, .latency),
        Metric("write_lat_ns_max", "Write latency, maximum", .nanoseconds, .lower, .latency),
        Metric("read_io_bytes", "Read in total", .bytes, .higher, .volume),
        Metric("write_io_bytes", "Written in total", .bytes, .higher, .volume),
        Metric("error", "Error number of the job", nil, .lower, .errors),
        Metric("job_name", "Job", nil, nil, .settings),
        Metric("rw_mode", "I/O pattern", nil, nil, .settings),
        Metric("bs", "Block size", nil, nil, .settings),
        Metric("ioengine", "I/O engine", nil, nil, .settings),
        Metric("iodepth", "Queue depth", nil, nil, .settings),
    ]

    private static let sysbench: [Metric] = [
        Metric("tps", "Transactions", .transactionsPerSecond, .higher, .throughput, .main),
        Metric("qps", "Queries", .queriesPerSecond, .higher, .throughput),
        Metric("latency_avg", "Latency, mean", .milliseconds, .lower, .latency),
        Metric("latency_p95", "Latency, 95th percentile", .milliseconds, .lower, .latency),
        Metric("latency_min", "Latency, minimum", .milliseconds, .lower, .latency),
        Metric("latency_max", "Latency, maximum", .milliseconds, .lower, .latency),
        Metric("total_transactions", "Transactions in total", .count, .higher, .volume),
        Metric("total_queries", "Queries in total", .count, .higher, .volume),
        Metric("ignored_errors", "Ignored errors", .count, .lower, .errors),
        Metric("reconnects", "Reconnects", .count, .lower, .errors),
        Metric("total_time_sec", "Run time", .seconds, nil, .settings),
    ]

    private static let pgbench: [Metric] = [
        Metric("tps", "Transactions", .transactionsPerSecond, .higher, .throughput, .main),
        Metric("latency_avg", "Latency, mean", .milliseconds, .lower, .latency),
        Metric("transactions_processed", "Transactions in total", .count, .higher, .volume),
        Metric("failed_transactions", "Failed transactions", .count, .lower, .errors),
        Metric("clients", "Clients", .count, nil, .settings),
        Metric("threads", "Threads", .count, nil, .settings),
        Metric("scaling_factor", "Scaling factor", .count, nil, .settings),
    ]

    private static let wrk: [Metric] = [
        Metric("requests_per_sec", "Requests", .requestsPerSecond, .higher, .throughput, .main),
        Metric("transfer_per_sec_bytes", "Transfer", .bytesPerSecond, .higher, .bandwidth),
        Metric("latency_avg_ms", "Latency, mean", .milliseconds, .lower, .latency),
        Metric("latency_stdev_ms", "Latency, standard deviation", .milliseconds, .lower, .latency),
        Metric("latency_max_ms", "Latency, maximum", .milliseconds, .lower, .latency),
        Metric("total_requests", "Requests in total", .count, .higher, .volume),
        Metric("total_read_bytes", "Read in total", .bytes, .higher, .volume),
        Metric("errors_connect", "Connect errors", .count, .lower, .errors),
        Metric("errors_read", "Read errors", .count, .lower, .errors),
        Metric("errors_write", "Write errors", .count, .lower, .errors),
        Metric("errors_timeout", "Timeouts", .count, .lower, .errors),
        Metric("total_duration_ms", "Run time", .milliseconds, nil, .settings),
        Metric("threads", "Threads", .count, nil, .settings),
        Metric("connections", "Connections", .count, nil, .settings),
    ]

    /// The series of Docker's monitoring; plots and tables have the same keys.
    package static let docker: [Metric] = [
        Metric("cpu_perc", "Container CPU", .percentOfOneCore, nil, .cpu, .bars),
        Metric("mem_usage_bytes", "Container memory", .bytes, nil, .memory, .bars),
        Metric("mem_limit_bytes", "Container memory limit", .bytes, nil, .memory),
        Metric("block_read_bytes", "Container block reads", .bytes, nil, .block, .counter),
        Metric("block_write_bytes", "Container block writes", .bytes, nil, .block, .counter),
        Metric("net_rx_bytes", "Container network received", .bytes, nil, .network, .counter),
        Metric("net_tx_bytes", "Container network sent", .bytes, nil, .network, .counter),
    ]

    /// The series of iostat; plots and tables have the same keys with `_avg` after them.
    package static let iostat: [Metric] = [
        Metric("cpu_user", "CPU user", .percent, nil, .cpu),
        Metric("cpu_system", "CPU system", .percent, nil, .cpu),
        Metric("cpu_iowait", "CPU iowait", .percent, nil, .cpu),
        Metric("cpu_idle", "CPU idle", .percent, nil, .cpu),
        Metric("read_iops", "Device read IOPS", .operationsPerSecond, nil, .disk, .perDisk),
        Metric("write_iops", "Device write IOPS", .operationsPerSecond, nil, .disk, .perDisk),
        Metric("read_kbps", "Device read throughput", .kibibytesPerSecond, nil, .disk, .perDisk),
        Metric("write_kbps", "Device write throughput", .kibibytesPerSecond, nil, .disk, .perDisk),
        Metric("read_await", "Device read await", .milliseconds, nil, .disk, .perDisk),
        Metric("write_await", "Device write await", .milliseconds, nil, .disk, .perDisk),
        Metric("util", "Device utilisation", .percent, nil, .disk, .perDisk),
    ]
}
