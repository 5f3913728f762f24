package import Model

/// Facts of the machine that values of cells depend on; nil where the report lacks them.
package struct Machine: Equatable, Sendable {
    /// Virtual CPUs, above 0.
    package let cores: Double?
    /// In bytes.
    package let memory: Double?
    /// Whether the disk under test has a spindle.
    package let isRotational: Bool?
    /// Without its directory.
    package let diskName: String?

    /// The machine that a report speaks of.
    package init(_ readings: RunReadings) {
        cores = readings.facts["cpu_cores_total"]?.number.flatMap { $0 > 0 ? $0 : nil }
        memory = readings.facts["ram_gb"]?.number.flatMap { $0 > 0 ? $0 * 1_073_741_824 : nil }
        isRotational = readings.facts["target_disk.rotational"].flatMap {
            if case .flag(let flag) = $0 { flag } else { $0.number.map { $0 != 0 } }
        }
        diskName = readings.facts.targetDiskName
    }
}

/// How many times a workload was run: numbers are means over all, series are of the first.
package enum Iterations: Equatable, Sendable {
    case one
    /// How many, where it is known.
    case several(Int?)
    /// Neither the archive nor the series say it.
    case unknown
}

/// All that the values and the audit of a cell depend on.
package struct CellContext: Equatable, Sendable {
    package let cell: CellReadings
    package let settings: WorkloadSettings
    package let machine: Machine

    /// How many times the workload was run, as far as it is known.
    package let iterations: Iterations
    /// The streams that did operations.
    let streams: [WorkStream]

    /// A cell with what its archive asked for, on its machine.
    package init(_ cell: CellReadings, settings: WorkloadSettings, machine: Machine) {
        self.cell = cell
        self.settings = settings
        self.machine = machine
        iterations = Self.iterations(of: cell, settings)
        streams = WorkStream.all(of: cell.kind).filter { (cell.number($0.rate) ?? 0) > 0 }
    }

    /// From the archive, else from lists of values of each iteration; without both, series that have the mean that is
    /// reported tell that there was only one.
    private static func iterations(of cell: CellReadings, _ settings: WorkloadSettings) -> Iterations {
        let count = settings.iterations ?? cell.iterationValues.map(\.values.count).max()
        if let count { return count > 1 ? .several(count) : .one }
        let pairs = cell.iostat.series.compactMap { series -> Bool? in
            guard let mean = series.mean, mean != 0, let average = cell.average(.iostat, of: series.key)
            else {
                return nil
            }
            return abs(mean - average) <= rounding(mean)
        }
        guard !pairs.isEmpty else { return .unknown }
        // Of two iterations a mean agrees by chance only; of one, a disk that was lacking in a sample makes some differ.
        return pairs.count(where: { $0 }) * 2 >= pairs.count ? .one : .several(nil)
    }

    /// Averages are rounded to two decimals.
    private static func rounding(_ mean: Double) -> Double { 0.00501 + abs(mean) * 1e-12 }

    /// What a value of the series is said to be of.
    var iteration: String? {
        switch iterations {
        case .several(let count?): "iteration 1 of \(count)"
        case .several(nil): "iteration 1 of several"
        case .one, .unknown: nil
        }
    }

    // MARK: The workload

    /// Operations a second of all streams; nil where there are none.
    var rate: Double? {
        let rates = streams.compactMap { cell.number($0.rate) }
        return rates.isEmpty ? nil : rates.reduce(0, +)
    }

    /// A time under a key, in seconds.
    func seconds(_ key: String?) -> Double? {
        guard let key, let value = cell.number(key),
            let unit = MetricTable.metric(of: cell.kind, key: key).unit?.seconds
        else { return nil }
        return value * unit
    }

    /// Little's law: how many operations were in flight on the mean.
    var concurrency: Double? {
        let parts = streams.map { stream -> Double? in
            guard let rate = cell.number(stream.rate), let latency = seconds(stream.meanLatency) else {
                return nil
            }
            return rate * latency
        }
        guard !parts.isEmpty, !parts.contains(nil) else { return nil }
        return parts.compactMap(\.self).reduce(0, +)
    }

    /// How long a stream ran, in seconds: its total by its rate.
    func runTime(of stream: WorkStream) -> Double? {
        guard let total = cell.number(stream.total), let rate = cell.number(stream.totalRate), rate > 0 else {
            return nil
        }
        return total / rate
    }

    // MARK: The machine, in the busy interval

    /// User and system time, in percent of all cores.
    var processorUse: Double? {
        guard let user = cell.iostat["cpu_user"]?.corrected, let system = cell.iostat["cpu_system"]?.corrected
        else { return nil }
        return user + system
    }

    /// Of the busiest disk.
    func device(_ metric: String) -> SeriesReading? {
        cell.iostat.busy?.disk.flatMap { cell.iostat.series(metric, of: $0) }
    }

    /// How many bytes the busiest disk moved for each byte of the workload.
    ///
    /// Totals are compared, not rates: the first and the last second of a run are busy in part, so a mean rate of the device
    /// is too low by the same part, and a page cache that answers leaves a busy interval of a few seconds only.
    func amplification(_ stream: WorkStream) -> Double? {
        guard let direction = stream.direction, let own = cell.number(stream.total), own > 0 else {
            return nil
        }
        let key = direction == .read ? "read_kbps" : "write_kbps"
        let disks = cell.iostat.busy?.disk.map { [$0] } ?? Array(cell.iostat.disks)
        let sums = disks.compactMap { cell.iostat.series(key, of: $0)?.sum }
        return sums.max().map { $0 * 1_024 * interval / own }
    }

    /// Why there is no amplification.
    var amplificationTrouble: String {
        if let reason = cell.iostat.unknown { return reason }
        if cell.iostat.series.isEmpty { return "the report has no series of iostat" }
        return cell.iostat.hasDisks
            ? "the workload's total or the device's series are lacking" : "iostat recorded no device"
    }

    /// Why values of the busy interval are lacking.
    var busyTrouble: String {
        let iostat = cell.iostat
        if let reason = iostat.unknown { return reason }
        if iostat.series.isEmpty { return "the report has no series of iostat" }
        guard let busy = iostat.busy else { return "the series of iostat show no work" }
        if !busy.isLongEnough {
            return "only \(busy.count) busy samples, and \(BusyInterval.leastCount) are needed"
        }
        return iostat.hasDisks
            ? "the device's series are lacking or beyond a Double" : "iostat recorded no device"
    }
}
