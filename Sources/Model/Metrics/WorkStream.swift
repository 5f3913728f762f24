/// One stream of operations of a benchmark, and under which keys a report has what belongs to it.
///
/// fio has a stream for reads and one for writes, which exist only where such I/O was done. The other tools have one.
package struct WorkStream: Equatable, Sendable {
    /// What the stream does with the device.
    package enum Direction: String, Sendable {
        case read
        case write
    }

    /// Nil where it is not known what an operation reads and writes.
    package let direction: Direction?
    /// Operations a second.
    package let rate: String
    /// Bytes a second of the workload.
    package var bandwidth: String?
    package var meanLatency: String?
    package var leastLatency: String?
    package var mostLatency: String?
    package var latency95: String?
    package var latency99: String?
    /// What was done in all, and the rate of the same.
    package var total: String
    package var totalRate: String

    private init(_ direction: Direction?, rate: String, total: String, totalRate: String? = nil) {
        self.direction = direction
        self.rate = rate
        self.total = total
        self.totalRate = totalRate ?? rate
    }

    /// The streams of a kind of benchmark; none of one that benchd does not know.
    package static func all(of kind: BenchmarkKind?) -> [WorkStream] {
        switch kind {
        case .fio: fio
        case .sysbench: sysbench
        case .pgbench: pgbench
        case .wrk: wrk
        case nil: []
        }
    }

    private static let fio = [ofFio(.read), ofFio(.write)]

    private static func ofFio(_ direction: Direction) -> WorkStream {
        let name = direction.rawValue
        var stream = WorkStream(
            direction, rate: name + "_iops", total: name + "_io_bytes", totalRate: name + "_bw_bytes")
        stream.bandwidth = name + "_bw_bytes"
        stream.meanLatency = name + "_lat_ns_mean"
        stream.leastLatency = name + "_lat_ns_min"
        stream.mostLatency = name + "_lat_ns_max"
        stream.latency95 = name + "_lat_ns_p95"
        stream.latency99 = name + "_lat_ns_p99"
        return stream
    }

    private static let sysbench: [WorkStream] = {
        var stream = WorkStream(nil, rate: "tps", total: "total_transactions")
        stream.meanLatency = "latency_avg"
        stream.leastLatency = "latency_min"
        stream.mostLatency = "latency_max"
        stream.latency95 = "latency_p95"
        return [stream]
    }()

    private static let pgbench: [WorkStream] = {
        var stream = WorkStream(nil, rate: "tps", total: "transactions_processed")
        stream.meanLatency = "latency_avg"
        return [stream]
    }()

    private static let wrk: [WorkStream] = {
        var stream = WorkStream(nil, rate: "requests_per_sec", total: "total_requests")
        stream.meanLatency = "latency_avg_ms"
        stream.mostLatency = "latency_max_ms"
        return [stream]
    }()

    /// The key under which a tool has its own run time; nil where it has none.
    package static func runTimeKey(of kind: BenchmarkKind?) -> String? {
        switch kind {
        case .sysbench: "total_time_sec"
        case .wrk: "total_duration_ms"
        case .fio, .pgbench, nil: nil
        }
    }
}

extension MetricUnit {
    /// How many seconds one of a unit of time is; nil for another unit.
    package var seconds: Double? {
        switch self {
        case .nanoseconds: 1e-9
        case .microseconds: 1e-6
        case .milliseconds: 1e-3
        case .seconds: 1
        default: nil
        }
    }
}
