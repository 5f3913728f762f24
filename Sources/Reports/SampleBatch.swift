import JSON
import Model

/// Hands the samples of a list over, many at a time.
struct SampleBatch {
    private let sink: ReportItem.Sink
    private var samples: [Double] = []

    init(_ sink: @escaping ReportItem.Sink) { self.sink = sink }

    /// Takes a null.
    mutating func addNull() {
        samples.append(.nan)
        if samples.count == ReportItem.samplesAtOnce { finish() }
    }

    /// Takes the number that comes next, and the numbers after it as far as they are at hand.
    ///
    /// - Returns: How many were taken.
    mutating func addNumbers(_ scanner: inout JSONScanner) throws(JSONReadError) -> Int {
        let before = samples.count
        samples.append(try scanner.number())
        scanner.appendNumbers(to: &samples, limit: ReportItem.samplesAtOnce)
        let count = samples.count - before
        if samples.count == ReportItem.samplesAtOnce { finish() }
        return count
    }

    /// Hands over what is left.
    mutating func finish() {
        guard !samples.isEmpty else { return }
        sink(.samples(samples))
        samples.removeAll(keepingCapacity: true)
    }
}
