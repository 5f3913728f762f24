import Model

/// A metric as a row of a table.
struct MetricRow: Equatable, Sendable {
    /// The key in the report.
    let key: String
    let label: String
    let unit: String?
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

/// What the keys of the reported averages mean.
enum MonitoringMetrics {
    private static let averageSuffix = "_avg"

    /// Docker's averages have the keys of its series.
    static func docker(_ keys: [String]) -> [MetricRow] {
        sorted(keys) { key in
            MetricTable.docker.firstIndex { $0.key == key }.map { ($0, MetricRow(MetricTable.docker[$0])) }
        }
    }

    /// iostat's averages have the keys of its series with `_avg` behind, and those of a disk its name before.
    static func iostat(_ keys: [String]) -> [MetricRow] {
        sorted(keys) { key in
            guard key.hasSuffix(averageSuffix) else { return nil }
            let series = key.dropLast(averageSuffix.count)
            for (index, metric) in MetricTable.iostat.enumerated() {
                let suffix = metric.isPerDisk ? "_\(metric.key)" : metric.key
                guard series.hasSuffix(suffix) else { continue }
                let disk = String(series.dropLast(suffix.count))
                if metric.isPerDisk != disk.isEmpty {
                    return (index, MetricRow(metric, key: key, disk: metric.isPerDisk ? disk : nil))
                }
            }
            return nil
        }
    }

    /// Each key once: known ones in the order of the table, then by disk; unknown ones last, by name.
    private static func sorted(_ keys: [String], _ known: (String) -> (Int, MetricRow)?) -> [MetricRow] {
        let rows = keys.distinctBytewise.map { known($0) ?? (.max, MetricRow(unknown: $0)) }
        return rows.sorted { left, right in
            left.0 == right.0 ? left.1.key.isBytewiseBefore(right.1.key) : left.0 < right.0
        }.map(\.1)
    }
}
