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
        for list in lists {
            // The mean of a counter says nothing.
            let isCounter = list.meaning.metric.traits.contains(.counter)
            let totals = SampleTotals(list, countedIn: 0..<(isCounter ? 0 : list.samples.count)) { index in
                index >= ended.count || !ended[index]
            }
            readings.nullCount += totals.nullCount
            var reading = list.reading
            totals.fill(&reading)
            readings.series.append(reading)
        }
    }
}
