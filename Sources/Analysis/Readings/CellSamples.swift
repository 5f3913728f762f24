import Model

/// The samples of one cell's series, kept until all of them are there: one series decides what is a sample of another.
struct CellSamples {
    /// One list of samples; a null is NaN.
    struct List {
        let key: String
        let meaning: MonitoringGroup.Meaning
        /// How many elements the list has, also where they are not kept.
        var count = 0
        var samples: [Double] = []

        /// Takes the samples that are kept of some elements.
        fileprivate mutating func append(_ kept: [Double], of count: Int) {
            self.count += count
            samples += kept
        }
    }

    private var iostat: [List] = []
    private var docker: [List] = []
    private var omittedCounts: [MonitoringGroup: Int] = [:]
    /// Where the samples go that come next; nil for a list that is left out.
    private var open: MonitoringGroup?
    /// Whether they say when the others were sampled: then they are only counted.
    private var isClockOpen = false
    private var count = 0

    /// How many lists are kept, of both groups.
    var listCount: Int { iostat.count + docker.count }

    /// Begins a list.
    mutating func begin(_ group: MonitoringGroup, _ key: String, isKept: Bool) {
        open = isKept ? group : nil
        isClockOpen = key == group.clockKey
        guard isKept else {
            omittedCounts[group, default: 0] += 1
            return
        }
        let list = List(key: key, meaning: group.meaning(ofSeries: key))
        switch group {
        case .iostat: iostat.append(list)
        case .docker: docker.append(list)
        }
    }

    /// Takes the next samples of the list that began last.
    mutating func append(_ piece: [Double]) {
        guard let open else { return }
        if !isClockOpen, isWithinLimit {
            count += piece.count
            if !isWithinLimit { dropAll() }
        }
        let kept = isClockOpen || !isWithinLimit ? [] : piece
        switch open {
        case .iostat: iostat[iostat.count - 1].append(kept, of: piece.count)
        case .docker: docker[docker.count - 1].append(kept, of: piece.count)
        }
    }

    /// What is computed from the lists of a group.
    func readings(of group: MonitoringGroup) -> SeriesReadings {
        let all = group == .iostat ? iostat : docker
        var readings = SeriesReadings(group)
        readings.omittedCount = omittedCounts[group] ?? 0
        let counts = all.map(\.count)
        if let least = counts.min(), let most = counts.max() { readings.lengths = least...most }
        let series = all.filter { $0.key != group.clockKey }
        guard isWithinLimit else {
            readings.unknown = "the cell has more than \(ReadingLimits.cellSamples) samples"
            readings.series = series.map(\.reading)
            return readings
        }
        switch group {
        case .iostat: IostatSamples(series).fill(&readings)
        case .docker: DockerSamples(series).fill(&readings)
        }
        return readings
    }

    private var isWithinLimit: Bool { count <= ReadingLimits.cellSamples }

    private mutating func dropAll() {
        for index in iostat.indices { iostat[index].samples = [] }
        for index in docker.indices { docker[index].samples = [] }
    }
}

extension CellSamples.List {
    /// The reading of which nothing is computed.
    var reading: SeriesReading {
        var reading = SeriesReading(key: key, metric: meaning.metric, disk: meaning.disk)
        reading.count = count
        return reading
    }

    /// The sample at a number; nil where it is null, or the list is shorter.
    func sample(_ index: Int) -> Double? {
        guard samples.indices.contains(index), !samples[index].isNaN else { return nil }
        return samples[index]
    }
}
