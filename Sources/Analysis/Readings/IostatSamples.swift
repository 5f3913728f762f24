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
        readings.nullCount = lists.reduce(0) { $0 + $1.samples.lazy.filter(\.isNaN).count }
        readings.series = lists.map { reading(of: $0, busy: readings.busy) }
        guard let busy = readings.busy, busy.isLongEnough, let key = busierKey(readings, busy) else { return }
        guard let list = list(key) else { return }
        let samples = busy.samples.compactMap { index in
            list.sample(index).map { SeriesReading.Sample(index: index, value: $0) }
        }
        readings.rhythm = Rhythm(key: key, samples)
    }

    private func reading(of list: CellSamples.List, busy: BusyInterval?) -> SeriesReading {
        var reading = list.reading
        reading.mean = Moments(list.samples.filter { !$0.isNaN }).mean
        let sample = samples(of: list)
        var inBusy: [Double] = []
        for index in list.samples.indices {
            guard let value = sample(index) else { continue }
            reading.note(SeriesReading.Sample(index: index, value: value))
            if let busy, busy.samples.contains(index) { inBusy.append(value) }
        }
        reading.endNoting()
        guard busy?.isLongEnough == true else { return reading }
        let moments = Moments(inBusy)
        reading.corrected = moments.mean
        reading.variation = moments.variation
        return reading
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
