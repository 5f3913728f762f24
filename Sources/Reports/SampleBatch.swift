import Model

/// Hands the samples of a list over, many at a time.
struct SampleBatch {
    private let sink: ReportItem.Sink
    private var samples: [Double] = []

    init(_ sink: @escaping ReportItem.Sink) { self.sink = sink }

    /// Takes the next sample; nil for a null.
    @inline(__always)
    mutating func add(_ sample: Double?) {
        samples.append(sample ?? .nan)
        if samples.count == ReportItem.samplesAtOnce { finish() }
    }

    /// Hands over what is left.
    mutating func finish() {
        guard !samples.isEmpty else { return }
        sink(.samples(samples))
        samples.removeAll(keepingCapacity: true)
    }
}
