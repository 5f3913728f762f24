import Model

/// Laws 7 and 8: what the samples are worth.
enum SampleLaws {
    private static let tolerance = 0.1
    /// Means below this, in any unit, are not compared.
    private static let leastMean = 1.0

    // MARK: Law 7

    static func correctedMeans(_ context: CellContext) -> [Finding] {
        let pairs = MonitoringGroup.allCases.flatMap { meanPairs($0, context) }
        guard let worst = pairs.max(by: { $0.share < $1.share }) else {
            let reason = context.cell.iostat.series.isEmpty ? nil : context.busyTrouble
            return reason.map {
                [context.finding(.correctedMeans, .unknown, "No mean can be corrected: \($0).")]
            } ?? []
        }
        let apart = pairs.count { $0.share > tolerance }
        return [
            context.finding(
                .correctedMeans, apart > 0 ? .note : .holds,
                "Of \(pairs.count) reported means, \(apart) \(apart == 1 ? "is" : "are") more than 10 % from the corrected"
                    + " \(apart == 1 ? "one" : "ones"); \(worst.key)"
                    + " is reported as \(Figures.short(worst.reported)) and corrected \(Figures.short(worst.corrected)).",
                expected: worst.corrected, found: worst.reported, unit: worst.unit)
        ]
    }

    private struct Pair {
        let key: String
        let reported: Double
        let corrected: Double
        let unit: MetricUnit?
        var share: Double { abs(reported - corrected) / max(abs(corrected), .leastNormalMagnitude) }
    }

    private static func meanPairs(_ group: MonitoringGroup, _ context: CellContext) -> [Pair] {
        let series = group == .iostat ? context.cell.iostat.series : context.cell.docker.series
        let averages = context.averages(group)
        return series.compactMap { series in
            guard let corrected = series.corrected,
                let reported = averages[group.averageKey(ofSeries: series.key)],
                max(abs(corrected), abs(reported)) >= leastMean
            else { return nil }
            return Pair(key: series.key, reported: reported, corrected: corrected, unit: series.metric.unit)
        }
    }

    // MARK: Law 8

    static func samples(_ context: CellContext) -> [Finding] {
        let groups = [context.cell.iostat, context.cell.docker].filter { $0.lengths != nil }
        guard !groups.isEmpty else { return [] }
        let faults = groups.flatMap { lengths($0, context) + absurd($0, context) + none($0, context) }
        guard faults.isEmpty else { return faults }
        if let reason = groups.compactMap(\.unknown).first {
            return [context.finding(.samples, .unknown, "The samples were not read: \(reason).")]
        }
        return [
            context.finding(.samples, .holds, "Every sample is possible, and all lists are equally long.")
        ]
    }

    private static func lengths(_ group: SeriesReadings, _ context: CellContext) -> [Finding] {
        guard let lengths = group.lengths, lengths.lowerBound != lengths.upperBound else { return [] }
        return [
            context.finding(
                .samples, .odd,
                "The series of \(group.group.rawValue) have between \(lengths.lowerBound) and"
                    + " \(lengths.upperBound) samples.",
                expected: Double(lengths.upperBound), found: Double(lengths.lowerBound), unit: .count)
        ]
    }

    private static func absurd(_ group: SeriesReadings, _ context: CellContext) -> [Finding] {
        group.series.compactMap { series in
            let most = SampleBounds.most(series.metric, context)
            if let lowest = series.lowest, lowest.value < 0 {
                return absurd(series, lowest, expected: 0, context)
            }
            guard let highest = series.highest, let most, highest.value > most else { return nil }
            return absurd(series, highest, expected: most, context)
        }
    }

    private static func absurd(
        _ series: SeriesReading, _ sample: SeriesReading.Sample, expected: Double, _ context: CellContext
    ) -> Finding {
        context.finding(
            .samples, .odd,
            "Sample \(sample.index) of \(series.key) is \(Figures.short(sample.value)), and the machine can have"
                + " \(expected == 0 ? "nothing below 0" : "at most \(Figures.short(expected))").",
            expected: expected, found: sample.value, unit: series.metric.unit)
    }

    private static func none(_ group: SeriesReadings, _ context: CellContext) -> [Finding] {
        let reasons = [
            group.endedSampleCount > 0
                ? "\(group.endedSampleCount) were taken after the container had ended" : nil,
            group.nullCount > 0 ? "\(group.nullCount) are null" : nil,
        ].compactMap(\.self)
        guard !reasons.isEmpty else { return [] }
        return [
            context.finding(
                .samples, .note,
                "Of the samples of \(group.group.rawValue) \(reasons.joined(separator: ", and ")).",
                expected: 0, found: Double(group.endedSampleCount + group.nullCount), unit: .count)
        ]
    }
}

/// What a machine can do at most, by the metric of a series.
enum SampleBounds {
    /// The largest possible sample in the metric's unit; nil where none is known.
    static func most(_ metric: Metric, _ context: CellContext) -> Double? {
        switch metric.key {
        // Shares are measured with a clock that is not exact.
        case "cpu_user", "cpu_system", "cpu_iowait", "cpu_idle": 101
        case "util": 110
        case "cpu_perc": context.machine.cores.map { $0 * 110 }
        case "mem_usage_bytes": context.machine.memory.map { $0 * 1.1 }
        // No machine does a hundred million requests or a TiB in a second, or waits an hour for one.
        case "read_iops", "write_iops": 1e8
        case "read_kbps", "write_kbps": 1_073_741_824
        case "read_await", "write_await": 3_600_000
        default: nil
        }
    }
}

extension CellContext {
    /// The reported averages of a group, by their keys.
    func averages(_ group: MonitoringGroup) -> [String: Double] {
        var averages: [String: Double] = [:]
        for number in cell.numbers where number.section == (group == .iostat ? .iostatPlot : .dockerPlot) {
            averages[number.key] = number.value
        }
        return averages
    }
}
