import Model

/// Which series an entry has, before any of their samples is read.
struct EntryOutline {
    let filesystem: String
    let iostat: SeriesOutline
    let docker: SeriesOutline

    var sampleCount: Int { iostat.sampleCount + docker.sampleCount }

    func outline(_ group: MonitoringGroup) -> SeriesOutline {
        switch group {
        case .iostat: iostat
        case .docker: docker
        }
    }
}

/// A figure, and which series are drawn in it.
struct FigurePlan {
    /// A series of an entry.
    struct Member {
        /// The entry's place among those that are drawn.
        let entry: Int
        let series: SeriesOutline.Series
    }

    let id: String
    let group: MonitoringGroup
    let metric: Metric
    let rank: Int
    /// Nil where no entry has several disks, so that filesystems on different disks share the figure.
    let disk: String?
    private(set) var members: [Member] = []

    private init(_ id: String, _ group: MonitoringGroup, _ meaning: MonitoringGroup.Meaning, disk: String?) {
        self.id = id
        self.group = group
        metric = meaning.metric
        rank = meaning.rank
        self.disk = disk
    }

    /// The figures of some entries: iostat's before Docker's, by disk, in the order of the table, unknown ones last.
    static func all(of entries: [EntryOutline]) -> [FigurePlan] {
        let isOnOneDisk = entries.allSatisfy { $0.iostat.disks.count <= 1 }
        var figures: [FigurePlan] = []
        var places: [String: Int] = [:]
        for group in MonitoringGroup.allCases {
            for (entry, outlines) in entries.enumerated() {
                for series in outlines.outline(group).series {
                    let disk = isOnOneDisk ? nil : series.meaning.disk
                    let id = Self.id(group, series.meaning.metric, disk)
                    let place = places[id] ?? figures.count
                    if place == figures.count {
                        places[id] = place
                        figures.append(FigurePlan(id, group, series.meaning, disk: disk))
                    }
                    figures[place].members.append(Member(entry: entry, series: series))
                }
            }
        }
        return figures.sorted { $0.isBefore($1) }
    }

    private static func id(_ group: MonitoringGroup, _ metric: Metric, _ disk: String?) -> String {
        "series:\(group.rawValue):\(metric.key)" + (disk.map { "@\($0)" } ?? "")
    }

    private func isBefore(_ other: FigurePlan) -> Bool {
        if group != other.group { return group == .iostat }
        if disk != other.disk { return (disk ?? "").isBytewiseBefore(other.disk ?? "") }
        return rank == other.rank ? id.isBytewiseBefore(other.id) : rank < other.rank
    }
}
