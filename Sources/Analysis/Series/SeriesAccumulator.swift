import JSON
import Model

/// What is computed from one series while its samples are read, in memory that does not grow with them.
struct SeriesAccumulator {
    let series: SeriesOutline.Series
    /// The place of the figure that it is drawn in; nil for one that only has a mean.
    let figure: Int?
    private let leadingCount: Int
    private let span: SeriesSpan?
    private let window: Range<Int>
    private let gaps: SampleGaps
    private var thinner: PointThinner?
    private var bands: PointBands?
    private var rate: CounterRate?
    private var sampleMean: RunningMean?

    /// - Parameters:
    ///   - series: What is read.
    ///   - group: What the series is of.
    ///   - figure: The place of its figure.
    ///   - span: What Docker's samples are spread over; nil where samples stand at their numbers.
    ///   - gaps: What is no sample.
    ///   - window: The numbers of the samples that are drawn.
    ///   - limits: Whether many points become bands.
    ///   - pointLimit: The most points of its line.
    ///   - hasMean: Whether its mean is asked for.
    init(
        _ series: SeriesOutline.Series, of group: MonitoringGroup, figure: Int?, span: SeriesSpan?,
        gaps: SampleGaps, window: Range<Int>, limits: SeriesLimits, pointLimit: Int, hasMean: Bool
    ) {
        self.series = series
        self.figure = figure
        self.span = span
        self.gaps = gaps
        leadingCount = group.leadingCount
        let isCounter = series.meaning.metric.traits.contains(.counter)
        let drawable = min(series.count, leadingCount + (isCounter ? 1 : 0))..<series.count
        self.window = window.clamped(to: drawable)
        if hasMean { sampleMean = RunningMean() }
        guard figure != nil else { return }
        if isCounter { rate = CounterRate() }
        if limits.hasBands {
            bands = PointBands(count: self.window.count, limit: pointLimit)
        } else {
            thinner = PointThinner(count: self.window.count, limit: pointLimit)
        }
    }

    /// Reads the list of samples; what is no sample is passed over.
    mutating func read(_ scanner: inout JSONScanner) throws(JSONReadError) {
        var index = 0
        try scanner.array { (scanner) throws(JSONReadError) in
            let value = try scanner.sample()
            let sample = Sample(index: index, value: gaps.contains(index, of: series.key) ? nil : value)
            if index >= leadingCount { take(sample) }
            index += 1
        }
    }

    private mutating func take(_ sample: Sample) {
        sampleMean?.add(sample.value)
        guard rate != nil else { return draw(sample) }
        let time = time(of: sample.index)
        if let growth = rate?.next(sample, at: time) { draw(growth) }
    }

    private mutating func draw(_ sample: Sample) {
        guard window.contains(sample.index) else { return }
        thinner?.add(sample)
        bands?.add(sample)
    }

    /// The mean of the samples; nil where none is known or it was not asked for.
    var mean: Double? { sampleMean?.value }

    /// The samples that are drawn, when all have been read.
    mutating func finish() -> [Sample] { bands?.finish() ?? thinner?.finish() ?? [] }

    /// How many samples were to be drawn.
    var drawnCount: Int { window.count }

    /// Where a sample stands that no clock has timed.
    func time(of index: Int) -> Double { span?.time(of: index, among: series.count) ?? Double(index) }
}

extension JSONScanner {
    /// Reads a sample; nil for a null.
    mutating func sample() throws(JSONReadError) -> Double? {
        if try kind() == .number { return try number() }
        try skip()
        return nil
    }
}
