import Model

/// How much of a benchmark's series is read and drawn.
package struct SeriesLimits: Equatable, Sendable {
    /// The most bytes of series that are read.
    package var byteCount = 16 << 20
    /// The most samples that are read of all series together.
    package var samples = 3_000_000
    /// The most entries of which series are read.
    package var entries = 24
    /// The most bytes of reported averages that are read.
    package var averageByteCount = 4 << 20
    /// The most entries of which the use of the machine is computed.
    package var uses = 50
    /// The most series that are looked at.
    package var keys = 20_000
    /// The most figures.
    package var figures = 60
    /// The most points of a line, and of all lines together.
    package var linePoints = 2_000
    package var points = 300_000
    /// Whether the points of a long line are means with the lowest and the highest, not the extremes.
    package var hasBands = false
    /// The part of the axis that is drawn; nil for all.
    package var window: TimeWindow?

    /// The limits of an answer.
    package init() {}

    /// The most points of each of so many lines.
    func points(ofEachOf lineCount: Int) -> Int { min(linePoints, points / max(1, lineCount)) }

    /// The entries of which series are read: the first ones, as far as their bytes stay within the limit.
    ///
    /// An entry without series costs nothing, and is never left out.
    func drawable(_ entries: [OutlineEntry]) -> [OutlineEntry] {
        var rest = byteCount
        var count = 0
        return entries.filter { entry in
            let size = entry.seriesByteCount
            if size == 0 { return true }
            guard size <= rest, count < self.entries else { return false }
            rest -= size
            count += 1
            return true
        }
    }
}

extension OutlineEntry {
    /// How long its series are in the report.
    var seriesByteCount: Int {
        MonitoringGroup.allCases.reduce(0) { $0 + (parts[$1.seriesSection]?.count ?? 0) }
    }

    /// How long its reported averages are in the report.
    var averageByteCount: Int {
        MonitoringGroup.allCases.reduce(0) { $0 + (parts[$1.plotSection]?.count ?? 0) }
    }
}
