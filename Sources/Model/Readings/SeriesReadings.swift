/// What is computed from the series of one group of a cell: iostat's or Docker's.
///
/// Series are of the first iteration only. A sample is known by its number from 0; one step of iostat is one interval.
package struct SeriesReadings: Equatable, Sendable {
    package let group: MonitoringGroup
    /// In the order of the report, without the clock.
    package var series: [SeriesReading] = []
    /// How many samples the shortest and the longest list have, the clock included; nil without a list.
    package var lengths: ClosedRange<Int>?
    /// How many samples of all series are none because the container had ended (all are zero, the memory's limit too).
    package var endedSampleCount = 0
    /// How many samples are null, of all series together.
    package var nullCount = 0
    /// Only of iostat; nil where there are no samples.
    package var busy: BusyInterval?
    /// Only of iostat; nil where the device did nothing, or the busy interval is too short.
    package var rhythm: Rhythm? {
        get { rhythms.first }
        set { rhythms = newValue.map { [$0] } ?? [] }
    }
    /// None or one, apart from the cell: a report of thousands of cells has hardly any.
    private var rhythms: [Rhythm] = []
    /// How many series are left out.
    package var omittedCount = 0
    /// Why nothing is computed although there are series.
    package var unknown: String?

    /// A group without series.
    package init(_ group: MonitoringGroup) { self.group = group }

    /// A series by its key.
    package subscript(key: String) -> SeriesReading? { series.first { $0.key == key } }

    /// A disk's series by the disk and the metric's key.
    package func series(_ metric: String, of disk: String) -> SeriesReading? {
        series.first { $0.disk == disk && $0.metric.key == metric }
    }

    /// Whether any series is of a disk.
    package var hasDisks: Bool { series.contains { $0.disk != nil } }

    /// The disks that the series speak of.
    package var disks: Set<String> { Set(series.compactMap(\.disk)) }
}

/// What is computed from one series.
package struct SeriesReading: Equatable, Sendable {
    /// One sample.
    package struct Sample: Equatable, Sendable {
        package let index: Int
        package let value: Double

        /// Makes the value from its fields; nothing is checked.
        package init(index: Int, value: Double) {
            self.index = index
            self.value = value
        }
    }

    /// As the report has it.
    package let key: String
    package let metric: Metric
    package let disk: String?
    /// How many elements the list has.
    package var count = 0
    /// Mean of all elements that are numbers, as the suite computes it: iostat's sample since boot is one of them.
    package var mean: Double?
    /// Mean of what is a sample: of iostat in the busy interval, of Docker everywhere; nil where that is too little, and for
    /// counters.
    package var corrected: Double?
    /// Sum of what is a sample, in the busy interval and outside it; nil where it is beyond a Double.
    package var sum: Double?
    /// Coefficient of variation (standard deviation over mean) of the samples that `corrected` is the mean of.
    package var variation: Double?
    /// Of what is a sample, in the busy interval and outside it.
    package var lowest: Sample?
    package var highest: Sample?
    /// The last of what is a sample.
    package var last: Sample?

    /// A series of which nothing is computed yet.
    package init(key: String, metric: Metric, disk: String?) {
        self.key = key
        self.metric = metric
        self.disk = disk
    }
}
