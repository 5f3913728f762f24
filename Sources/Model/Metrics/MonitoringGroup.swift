/// What watches a machine while a benchmark runs; the raw value is its key in a report.
package enum MonitoringGroup: String, CaseIterable, Sendable {
    case iostat
    case docker = "docker_stats"

    /// What a key of a group means.
    package struct Meaning: Equatable, Sendable {
        package let metric: Metric
        /// The metric's place in the table; after all others for one that benchd does not know.
        package let rank: Int
        /// The name of the disk; nil where the metric is no disk's.
        package let disk: String?
    }

    /// The known series, in the order in which they are shown.
    package var metrics: [Metric] {
        switch self {
        case .iostat: MetricTable.iostat
        case .docker: MetricTable.docker
        }
    }

    /// The key of the series that says when the others were sampled; nil for Docker, whose samples have no clock.
    package var clockKey: String? { self == .iostat ? "timestamp" : nil }

    /// How many samples at the start of each series are none: iostat's first is the average since boot.
    package var leadingCount: Int { self == .iostat ? 1 : 0 }

    /// What a reported average's key has after that of its series.
    private var averageSuffix: String { self == .iostat ? "_avg" : "" }

    /// The key of the reported average of a series.
    package func averageKey(ofSeries key: String) -> String { key + averageSuffix }

    /// Whether benchd knows a series, so that it must be a list of numbers.
    package func knows(_ key: String) -> Bool { key == clockKey || place(of: key) != nil }

    /// What the key of a series means.
    package func meaning(ofSeries key: String) -> Meaning {
        guard let place = place(of: key) else {
            return Meaning(metric: Metric(unknown: key), rank: metrics.count, disk: nil)
        }
        let metric = metrics[place]
        guard metric.traits.contains(.perDisk) else { return Meaning(metric: metric, rank: place, disk: nil) }
        let disk = String(decoding: key.utf8.dropLast(metric.suffix.utf8.count), as: UTF8.self)
        return Meaning(metric: metric, rank: place, disk: disk)
    }

    /// What the key of a reported average means; nil for one that benchd does not know.
    package func meaning(ofAverage key: String) -> Meaning? {
        guard key.utf8.hasEnding(averageSuffix.utf8) else { return nil }
        let series = key.utf8.dropLast(averageSuffix.utf8.count)
        let meaning = meaning(ofSeries: String(decoding: series, as: UTF8.self))
        return meaning.rank < metrics.count ? meaning : nil
    }

    /// The place in the table of the metric that a series is of; a disk may have any name.
    private func place(of key: String) -> Int? {
        (self == .iostat ? Self.iostatKeys : Self.dockerKeys).place(of: key)
    }

    private static let iostatKeys = SeriesKeys(MetricTable.iostat)
    private static let dockerKeys = SeriesKeys(MetricTable.docker)
}

/// Finds the metric of a series by its key: each report asks for thousands.
private struct SeriesKeys {
    private var whole: [(key: String, place: Int)] = []
    private var endings: [(bytes: [UInt8], place: Int)] = []

    init(_ metrics: [Metric]) {
        for (place, metric) in metrics.enumerated() {
            if metric.traits.contains(.perDisk) {
                endings.append((Array(metric.suffix.utf8), place))
            } else {
                whole.append((metric.key, place))
            }
        }
    }

    func place(of key: String) -> Int? {
        if let known = whole.first(where: { $0.key == key }) { return known.place }
        let bytes = key.utf8
        return endings.first { bytes.count > $0.bytes.count && bytes.hasEnding($0.bytes) }?.place
    }
}

extension String.UTF8View {
    /// Whether these are the last bytes.
    fileprivate func hasEnding(_ ending: some BidirectionalCollection<UInt8>) -> Bool {
        reversed().starts(with: ending.reversed())
    }
}
