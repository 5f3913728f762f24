import Model

/// A metric as a row of a table.
struct MetricRow: Equatable, Sendable {
    /// The key in the report.
    let key: String
    let label: String
    let unit: MetricUnit?
    let direction: Metric.Direction?

    /// A row of a metric, under another key than its own where that is given.
    init(_ metric: Metric, key: String? = nil, disk: String? = nil) {
        self.key = key ?? metric.key
        label = metric.label + (disk.map { ", \($0)" } ?? "")
        unit = metric.unit
        direction = metric.direction
    }

    /// A row of a key that benchd does not know.
    init(unknown key: String) {
        self.key = key
        label = key
        unit = nil
        direction = nil
    }
}

extension MonitoringGroup {
    /// The rows of reported averages, each key once: known ones in the order of the table, then by disk; unknown
    /// ones last, by name.
    func rows(ofAverages keys: [String]) -> [MetricRow] {
        let rows = keys.distinctBytewise.map { key -> (rank: Int, row: MetricRow) in
            guard let meaning = meaning(ofAverage: key) else { return (.max, MetricRow(unknown: key)) }
            return (meaning.rank, MetricRow(meaning.metric, key: key, disk: meaning.disk))
        }
        return rows.sorted { left, right in
            left.rank == right.rank ? left.row.key.isBytewiseBefore(right.row.key) : left.rank < right.rank
        }.map(\.row)
    }
}
