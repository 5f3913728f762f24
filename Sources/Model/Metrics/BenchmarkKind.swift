/// The tool that ran a benchmark, known by the beginning of the benchmark's name (docs/report-format.md).
package enum BenchmarkKind: String, CaseIterable, Sendable {
    case fio
    case sysbench
    case pgbench
    case wrk

    /// The kind of a benchmark; nil for one benchd does not know.
    package init?(benchmark: String) {
        guard let kind = Self.allCases.first(where: { benchmark.hasPrefix($0.prefix) }) else { return nil }
        self = kind
    }

    private var prefix: String {
        switch self {
        case .fio: "fio-"
        case .sysbench: "sysbench-oltp"
        case .pgbench: "postgres-pgbench"
        case .wrk: "webserver-bench"
        }
    }
}
