import Model

/// Computes what is read of Docker's series.
struct DockerSamples {
    private let lists: [CellSamples.List]
    /// For each number whether its samples were taken after the container had ended: all zeros, the memory's limit too.
    private let ended: [Bool]

    init(_ lists: [CellSamples.List]) {
        self.lists = lists
        let limit = lists.first { $0.key == "mem_limit_bytes" }
        ended = (limit?.samples.indices ?? 0..<0).map { index in
            limit?.sample(index) == 0 && lists.allSatisfy { ($0.sample(index) ?? 0) == 0 }
        }
    }

    /// Gives the samples of a list by their numbers: nil for a null, and after the container had ended.
    func samples(of list: CellSamples.List) -> (Int) -> Double? {
        { index in ended.indices.contains(index) && ended[index] ? nil : list.sample(index) }
    }

    func fill(_ readings: inout SeriesReadings) {
        readings.endedSampleCount = ended.count(where: \.self)
        readings.nullCount = lists.reduce(0) { $0 + $1.samples.lazy.filter(\.isNaN).count }
        readings.series = lists.map(reading(of:))
    }

    private func reading(of list: CellSamples.List) -> SeriesReading {
        var reading = list.reading
        reading.mean = Moments(list.samples.filter { !$0.isNaN }).mean
        var values: [Double] = []
        let sample = samples(of: list)
        for index in list.samples.indices {
            guard let value = sample(index) else { continue }
            reading.note(SeriesReading.Sample(index: index, value: value))
            values.append(value)
        }
        reading.endNoting()
        // The mean of a counter says nothing.
        guard !list.meaning.metric.traits.contains(.counter) else { return reading }
        let moments = Moments(values)
        reading.corrected = moments.mean
        reading.variation = moments.variation
        return reading
    }
}
