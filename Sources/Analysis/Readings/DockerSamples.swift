import Model

/// Computes what is read of Docker's series.
struct DockerSamples {
    private let lists: [CellSamples.List]
    /// The numbers of the samples that were taken after the container had ended: all zeros, the memory's limit too.
    private let ended: Set<Int>

    init(_ lists: [CellSamples.List]) {
        self.lists = lists
        let limit = lists.first { $0.key == "mem_limit_bytes" }
        ended = Set(
            (limit?.samples.indices ?? 0..<0).filter { index in
                lists.allSatisfy { ($0.sample(index) ?? 0) == 0 } && limit?.sample(index) == 0
            })
    }

    func fill(_ readings: inout SeriesReadings) {
        readings.endedSampleCount = ended.count
        readings.nullCount = lists.reduce(0) { $0 + $1.samples.lazy.filter(\.isNaN).count }
        readings.series = lists.map(reading(of:))
    }

    private func reading(of list: CellSamples.List) -> SeriesReading {
        var reading = list.reading
        reading.mean = Moments(list.samples.filter { !$0.isNaN }).mean
        var values: [Double] = []
        for index in list.samples.indices where !ended.contains(index) {
            guard let value = list.sample(index) else { continue }
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
