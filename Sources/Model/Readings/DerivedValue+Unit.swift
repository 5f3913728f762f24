extension DerivedValue.Name {
    /// The unit of its value in a cell of a kind of benchmark; nil where there is none.
    package func unit(of kind: BenchmarkKind?) -> MetricUnit? {
        switch self {
        case .runTime, .stallLongest: .seconds
        case .deviceUse, .processorUse, .windowRange, .windowExcursion, .stallShare: .percent
        case .busyStart, .busyEnd, .stallCount, .warmUpEnd: .count
        case .meanWithWarmUp, .meanWithoutWarmUp: .kibibytesPerSecond
        case .cpuPerOperation: .microseconds
        case .operationsPerCore:
            MetricTable.metric(of: kind, key: WorkStream.all(of: kind).first?.rate ?? "").unit
        case .concurrency, .readAmplification, .writeAmplification, .variation, .isSteady, .limitedBy, .tail,
            .readTail, .writeTail:
            nil
        }
    }
}
