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

/// What a pass over the elements of a series finds.
struct SampleTotals {
    /// How many elements are null.
    private(set) var nullCount = 0
    private var all = RunningMean()
    private var sum = 0.0
    private var lowest: SeriesReading.Sample?
    private var highest: SeriesReading.Sample?
    private var last: SeriesReading.Sample?
    /// The samples of which mean and variation are asked for, in their order.
    private var counted: [Double] = []

    /// Takes all elements of a list; of its samples, those with a number in `range` count for mean and variation.
    ///
    /// `isSample` is asked about numbers only.
    @inline(__always)
    init(_ list: CellSamples.List, countedIn range: Range<Int>, where isSample: (Int) -> Bool) {
        counted.reserveCapacity(range.count)
        var (low, high) = (Double.infinity, -Double.infinity)
        var (lowPlace, highPlace, lastPlace) = (0, 0, -1)
        for (index, value) in list.samples.enumerated() {
            if value.isNaN {
                nullCount += 1
                continue
            }
            all.add(value)
            guard isSample(index) else { continue }
            if value < low { (low, lowPlace) = (value, index) }
            if value > high { (high, highPlace) = (value, index) }
            lastPlace = index
            sum += value
            if range.contains(index) { counted.append(value) }
        }
        guard lastPlace >= 0 else { return }
        lowest = SeriesReading.Sample(index: lowPlace, value: low)
        highest = SeriesReading.Sample(index: highPlace, value: high)
        last = SeriesReading.Sample(index: lastPlace, value: list.samples[lastPlace])
    }

    /// Enters what was found into the reading of the list.
    func fill(_ reading: inout SeriesReading) {
        reading.mean = all.value
        reading.lowest = lowest
        reading.highest = highest
        reading.last = last
        if last != nil, sum.isFinite { reading.sum = sum }
        let moments = Moments(counted)
        reading.corrected = moments.mean
        reading.variation = moments.variation
    }
}
