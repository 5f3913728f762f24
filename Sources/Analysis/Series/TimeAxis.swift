/// First and last time of an entry's iostat series.
struct SeriesSpan: Equatable {
    let start: Double
    let end: Double

    /// Nil where the series span no time.
    init?(start: Double, end: Double) {
        guard end > start, (end - start).isFinite else { return nil }
        self.start = start
        self.end = end
    }

    /// Where a sample stands among `count` that are spread evenly.
    func time(of index: Int, among count: Int) -> Double {
        count > 1 ? start + Double(index) * ((end - start) / Double(count - 1)) : start
    }
}

/// What the horizontal axis of a figure means; sample numbers and seconds never share an axis.
package enum TimeAxis: String, Sendable {
    /// The times of iostat's samples.
    case iostat
    /// Docker's samples, which have no clock, spread over the iostat series of their own entry.
    case spread
    /// Docker's sample numbers, where an entry has no iostat series to spread them over.
    case samples

    /// The axis of Docker's figures of entries with Docker samples, by whether all have a span.
    static func ofDocker(allHaveSpan: Bool) -> TimeAxis { allHaveSpan ? .spread : .samples }

    /// What stands below the axis.
    package var title: String {
        switch self {
        case .iostat: "iostat samples (1 s apart by default)"
        case .spread: "iostat samples (Docker's spread evenly)"
        case .samples: "Docker sample number"
        }
    }
}
