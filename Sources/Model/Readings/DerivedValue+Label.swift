extension DerivedValue.Name {
    /// What people call it: a few words.
    package var label: String {
        switch self {
        case .concurrency: "Concurrency"
        case .runTime: "Run time"
        case .busyStart: "Busy from sample"
        case .busyEnd: "Busy to sample"
        case .readAmplification: "Device read for each byte read"
        case .writeAmplification: "Device written for each byte written"
        case .cpuPerOperation: "CPU time per operation"
        case .operationsPerCore: "Operations per core"
        case .variation: "Coefficient of variation"
        case .windowRange: "Range of five windows"
        case .windowExcursion: "Drift over five windows"
        case .isSteady: "Steady over five windows"
        case .stallCount: "Stalls"
        case .stallLongest: "Longest stall"
        case .stallShare: "Time in stalls"
        case .warmUpEnd: "Warm-up to sample"
        case .meanWithWarmUp: "Mean with warm-up"
        case .meanWithoutWarmUp: "Mean without warm-up"
        case .limitedBy: "Limited by"
        case .deviceUse: "Device utilisation"
        case .processorUse: "CPU utilisation"
        case .tail: "Latency, p99 for each mean"
        case .readTail: "Read latency, p99 for each mean"
        case .writeTail: "Write latency, p99 for each mean"
        }
    }
}

extension MetricTable {
    /// What people call a metric, also one that benchd derives; the key of one that benchd does not know.
    package static func label(of kind: BenchmarkKind?, key: String) -> String {
        let known = metric(of: kind, key: key)
        return known.label == key ? DerivedValue.Name(rawValue: key)?.label ?? key : known.label
    }
}
