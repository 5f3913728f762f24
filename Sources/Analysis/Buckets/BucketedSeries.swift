package import Model

/// The series of one group of a cell, in a range of their samples: few enough as they are, more in buckets.
package struct BucketedSeries: Equatable, Sendable {
    /// Neighbouring elements of a series, in one.
    package struct Bucket: Equatable, Sendable {
        /// The numbers of the elements, from 0.
        package let range: Range<Int>
        /// How many of them are samples.
        package let sampleCount: Int
        /// Of the samples, in the report's unit; nil without one.
        package let lowest: Double?
        package let highest: Double?
        /// Also nil where the sum is beyond a Double.
        package let mean: Double?
    }

    /// What is given of a series.
    package enum Content: Equatable, Sendable {
        /// All elements of the range, nil for a null, and the numbers of those that are no samples.
        case values([Double?], unsampled: [Int])
        /// In the order of the series; every element of the range is in one of them.
        case buckets([Bucket])
    }

    /// One list of the report.
    package struct Series: Equatable, Sendable {
        /// As the report has it; the short form of a long one.
        package let key: String
        package let metric: Metric
        package let disk: String?
        /// How many elements the report has.
        package let count: Int
        /// The part of the asked range that the series has.
        package let range: Range<Int>
        package let content: Content
    }

    package let group: MonitoringGroup
    /// The most elements of a series that are given as they are, and its most buckets.
    package let points: Int
    /// When the workload was at work, by the numbers of samples; nil of Docker's, and where nothing says it.
    package let busy: BusyInterval?
    /// In the order of the report, without the clock.
    package let series: [Series]
    /// How many series are left out.
    package let furtherCount: Int
}

/// Which part of the series of a group is asked for, and in how many points.
package struct BucketQuery: Equatable, Sendable {
    /// The numbers of the elements.
    package var range: Range<Int>
    /// Of each series, at least 1.
    package var points: Int
    /// Only the series of this key; nil for all.
    package var key: String?

    /// Makes the value from its fields; nothing is checked.
    package init(range: Range<Int>, points: Int, key: String? = nil) {
        self.range = range
        self.points = points
        self.key = key
    }
}

/// How much is read and given of the series of a cell.
package struct BucketLimits: Equatable, Sendable {
    /// The most bytes of a group's series that are read.
    package var byteCount = 16 << 20
    /// The most elements of all lists, which are in memory at the same time (8 bytes each): a day of two disks.
    package var samples = 2_000_000
    /// The most lists that are read, and series that are given.
    package var lists = 20_000
    package var series = 1_000
    /// The most points of all series together.
    package var points = 100_000

    /// The limits of an answer.
    package init() {}
}
