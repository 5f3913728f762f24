import Model

/// Finds from when to when the workload was at work: from the first to the last sample with at least a quarter of the
/// activity that a tenth of the samples exceeds.
///
/// Activity is what the busiest disk does, requests read and written; where that is below 1 a second everywhere, it is the
/// share of the CPU that is not idle.
struct BusyFinder {
    private static let first = MonitoringGroup.iostat.leadingCount
    private static let share = 0.25
    private static let percentile = 0.9

    /// Nil without samples after the first.
    let interval: BusyInterval?

    init(_ lists: [CellSamples.List]) {
        let disks = Self.activityOfDisks(lists)
        let busiest = disks.max { ($0.total, $1.disk) < ($1.total, $0.disk) }
        if let busiest, busiest.activity.contains(where: { $0 >= 1 }) {
            interval = Self.interval(busiest.activity, disk: busiest.disk)
        } else if let idle = lists.first(where: { $0.key == "cpu_idle" }) {
            interval = Self.interval(
                idle.samples.dropFirst(Self.first).map { $0.isNaN ? 0 : 100 - $0 }, disk: nil)
        } else {
            interval = nil
        }
    }

    private struct DiskActivity {
        let disk: String
        /// Of each sample after the first.
        private(set) var activity: [Double] = []
        var total: Double { activity.reduce(0, +) }

        init(disk: String) { self.disk = disk }

        /// Adds the requests of a series; a null is none.
        mutating func add(_ samples: ArraySlice<Double>) {
            for (index, sample) in samples.prefix(activity.count).enumerated() where !sample.isNaN {
                activity[index] += sample
            }
            activity += samples.dropFirst(activity.count).lazy.map { $0.isNaN ? 0 : $0 }
        }
    }

    private static func activityOfDisks(_ lists: [CellSamples.List]) -> [DiskActivity] {
        var disks: [String: DiskActivity] = [:]
        for list in lists where ["read_iops", "write_iops"].contains(list.meaning.metric.key) {
            guard let disk = list.meaning.disk else { continue }
            disks[disk, default: DiskActivity(disk: disk)].add(list.samples.dropFirst(first))
        }
        return Array(disks.values)
    }

    private static func interval(_ activity: [Double], disk: String?) -> BusyInterval? {
        guard let high = nearestRank(activity) else { return nil }
        let bound = high * share
        guard let start = activity.firstIndex(where: { $0 >= bound }),
            let end = activity.lastIndex(where: { $0 >= bound })
        else { return nil }
        return BusyInterval(samples: (first + start)...(first + end), disk: disk)
    }

    /// The percentile by nearest rank: the smallest value that is at least as large as 90 % of them.
    private static func nearestRank(_ values: [Double]) -> Double? {
        let rank = (percentile * Double(values.count)).rounded(.up)
        guard let rank = Int(exactly: rank) else { return nil }
        var rest = values
        return rest.select(rank - 1)
    }
}
