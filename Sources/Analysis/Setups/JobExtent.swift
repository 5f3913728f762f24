package import Model

/// How long a workload ran and how much it did.
package struct JobExtent: Equatable, Sendable {
    static let runTimeTolerance = 0.1
    static let totalTolerance = 0.01

    /// Seconds; nil where the report does not say.
    package let runTime: Double?
    /// What was done in all, by the key of the report: bytes, transactions, requests.
    package let totals: [String: Double]

    /// Makes the value from its fields; nothing is checked.
    package init(runTime: Double?, totals: [String: Double]) {
        self.runTime = runTime
        self.totals = totals
    }

    /// Which total and which rate of a kind give its run time, in seconds.
    private static func rates(of kind: BenchmarkKind) -> [(total: String, rate: String)] {
        switch kind {
        case .fio: [("read_io_bytes", "read_bw_bytes"), ("write_io_bytes", "write_bw_bytes")]
        case .sysbench: [("total_transactions", "tps")]
        case .pgbench: [("transactions_processed", "tps")]
        case .wrk: [("total_requests", "requests_per_sec")]
        }
    }

    /// The extent of a cell: total divided by rate, the longest where there are several.
    ///
    /// `number` gives the number of a key of `plot` or `table`.
    package init(of kind: BenchmarkKind?, number: (String) -> Double?) {
        var totals: [String: Double] = [:]
        var times: [Double] = []
        let pairs: [(total: String, rate: String)] = if let kind { Self.rates(of: kind) } else { [] }
        for pair in pairs {
            guard let amount: Double = number(pair.total) else { continue }
            totals[pair.total] = amount
            if let speed: Double = number(pair.rate), speed > 0, amount > 0 { times.append(amount / speed) }
        }
        self.init(runTime: times.max(), totals: totals)
    }

    /// Whether two workloads ran for as long, or moved the same total; nil where that is unknown.
    ///
    /// A job that its size bounds has its run time as its result.
    func isSame(as other: JobExtent) -> Bool? {
        if !totals.isEmpty, totals.keys == other.totals.keys,
            totals.allSatisfy({ Tolerance.isWithin(Self.totalTolerance, $1, other.totals[$0] ?? .nan) })
        {
            return true
        }
        guard let runTime, let otherTime = other.runTime else { return nil }
        return Tolerance.isWithin(Self.runTimeTolerance, runTime, otherTime)
    }
}
