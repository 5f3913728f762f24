import Model

/// Computes what is read of iostat's series.
struct IostatSamples {
    private let lists: [CellSamples.List]
    private let places: [String: Int]

    init(_ lists: [CellSamples.List]) {
        self.lists = lists
        places = Dictionary(lists.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func fill(_ readings: inout SeriesReadings) {
        readings.busy = BusyFinder(lists).interval
        readings.series.reserveCapacity(lists.count)
        for list in lists {
            let totals = totals(of: list, busy: readings.busy)
            readings.nullCount += totals.nullCount
            var reading = list.reading
            totals.fill(&reading)
            readings.series.append(reading)
        }
        guard let busy = readings.busy, busy.isLongEnough, let key = busierKey(readings, busy) else { return }
        guard let list = list(key) else { return }
        let samples = busy.samples.compactMap { index in
            list.sample(index).map { SeriesReading.Sample(index: index, value: $0) }
        }
        readings.rhythm = Rhythm(key: key, samples)
    }

    private func totals(of list: CellSamples.List, busy: BusyInterval?) -> SampleTotals {
        var counted = 0..<0
        if let busy, busy.isLongEnough { counted = busy.samples.lowerBound..<busy.samples.upperBound + 1 }
        let leading = MonitoringGroup.iostat.leadingCount
        guard let requests = requests(of: list)?.samples else {
            return SampleTotals(list, countedIn: counted) { $0 >= leading }
        }
        return SampleTotals(list, countedIn: counted) { index in
            index >= leading && (index >= requests.count || requests[index] != 0)
        }
    }

    /// Gives the samples of a list by their numbers: nil for the average since boot, for a null, and for an await in a second
    /// without requests, which is written as 0.
    func samples(of list: CellSamples.List) -> (Int) -> Double? {
        let requests = requests(of: list)
        return { index in
            guard index >= MonitoringGroup.iostat.leadingCount, requests?.sample(index) != 0 else {
                return nil
            }
            return list.sample(index)
        }
    }

    /// The series of the requests that an await is the time of.
    private func requests(of list: CellSamples.List) -> CellSamples.List? {
        guard let disk = list.meaning.disk else { return nil }
        switch list.meaning.metric.key {
        case "read_await": return self.list("\(disk)_read_iops")
        case "write_await": return self.list("\(disk)_write_iops")
        default: return nil
        }
    }

    /// Of the busiest disk, the key of the direction that moves more bytes.
    private func busierKey(_ readings: SeriesReadings, _ busy: BusyInterval) -> String? {
        guard let disk = busy.disk else { return nil }
        let read = readings.series("read_kbps", of: disk)
        let write = readings.series("write_kbps", of: disk)
        return (write?.corrected ?? -1) > (read?.corrected ?? -1) ? write?.key : read?.key ?? write?.key
    }

    private func list(_ key: String) -> CellSamples.List? { places[key].map { lists[$0] } }
}
