/// From when to when a cell's workload was at work, as iostat shows it.
package struct BusyInterval: Equatable, Sendable {
    /// Fewer samples than these prove nothing.
    package static let leastCount = 5

    /// The numbers of the first and the last sample of it.
    package let samples: ClosedRange<Int>
    /// The busiest disk; nil where no disk did anything and the CPU shows the work.
    package let disk: String?

    /// Makes the value from its fields; nothing is checked.
    package init(samples: ClosedRange<Int>, disk: String?) {
        self.samples = samples
        self.disk = disk
    }

    /// How many samples it has.
    package var count: Int { samples.upperBound - samples.lowerBound + 1 }
    /// Whether means over it are computed.
    package var isLongEnough: Bool { count >= Self.leastCount }
}

/// How evenly a device worked: of the busier direction (read or written bytes a second) in the busy interval.
package struct Rhythm: Equatable, Sendable {
    /// SNIA's rule on five equal windows.
    package struct Windows: Equatable, Sendable {
        /// Of the five means, divided by the mean of all: largest less smallest.
        package let range: Double
        /// How far the line of least squares through the five means climbs or falls, divided by their mean.
        package let excursion: Double

        /// Makes the value from its fields; nothing is checked.
        package init(range: Double, excursion: Double) {
            self.range = range
            self.excursion = excursion
        }

        /// Whether both are within the rule's bounds.
        package var isSteady: Bool { range <= 0.2 && excursion <= 0.1 }
    }

    /// Samples below a fifth of the median.
    package struct Stalls: Equatable, Sendable {
        package let count: Int
        /// The longest, in samples.
        package let longest: Int
        /// The part of the busy interval, 0 to 1.
        package let share: Double

        /// Makes the value from its fields; nothing is checked.
        package init(count: Int, longest: Int, share: Double) {
            self.count = count
            self.longest = longest
            self.share = share
        }
    }

    /// The beginning, where it differs from the rest.
    package struct WarmUp: Equatable, Sendable {
        /// The number of the first sample after it; nil where it does not end in the first half.
        package let end: Int?
        package let meanWith: Double
        package let meanWithout: Double?

        /// Makes the value from its fields; nothing is checked.
        package init(end: Int?, meanWith: Double, meanWithout: Double?) {
            self.end = end
            self.meanWith = meanWith
            self.meanWithout = meanWithout
        }
    }

    /// The key of the series.
    package let key: String
    package var windows: Windows?
    package var stalls: Stalls?
    package var warmUp: WarmUp?

    /// The rhythm of a series of which nothing is computed yet.
    package init(key: String) { self.key = key }
}
