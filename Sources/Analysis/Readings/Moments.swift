import Model

/// Mean, spread and extremes of samples; no result is infinite.
struct Moments {
    /// Nil where there is no sample, or the sum is beyond a Double.
    let mean: Double?
    /// Standard deviation (with n − 1) over mean; nil of fewer than two samples, and around 0.
    let variation: Double?

    init(_ samples: some Collection<Double>) {
        var running = RunningMean()
        for sample in samples { running.add(sample) }
        mean = running.value
        guard let mean, samples.count > 1 else {
            variation = nil
            return
        }
        let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let variation = (squares / Double(samples.count - 1)).squareRoot() / mean
        self.variation = variation.isFinite ? abs(variation) : nil
    }
}

extension SeriesReading {
    /// Takes a sample into sum, lowest, highest and last, in the order of the series.
    mutating func note(_ sample: Sample) {
        if sample.value < lowest?.value ?? .infinity { lowest = sample }
        if sample.value > highest?.value ?? -.infinity { highest = sample }
        last = sample
        sum = (sum ?? 0) + sample.value
    }

    /// Ends the taking of samples: a sum beyond a Double is none.
    mutating func endNoting() { sum = sum.flatMap { $0.isFinite ? $0 : nil } }
}
