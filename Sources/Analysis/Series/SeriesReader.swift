package import JSON
package import Model

/// Reads what is drawn of a benchmark's series, in bounded memory.
///
/// The series of each entry are read twice: once for their keys and lengths, so that it is known which figures there are
/// and how many points each line may have, and once for the samples. iostat's clock is read once more where it has one.
package struct SeriesReader {
    /// Opens a part of the report, in bytes, for reading.
    package typealias Content = (Range<Int>) -> JSONScanner.Source

    private let limits: SeriesLimits
    private let content: Content
    private let entries: [OutlineEntry]
    private var outlines: [EntryOutline] = []
    private var plans: ArraySlice<FigurePlan> = []
    private var dockerAxis = TimeAxis.samples
    private var means: [String: MonitoringMeans] = [:]
    private var result = BenchmarkSeries()

    private init(_ entries: [OutlineEntry], _ limits: SeriesLimits, _ content: @escaping Content) {
        self.entries = entries
        self.limits = limits
        self.content = content
    }

    /// Reads the series of some entries of one benchmark.
    ///
    /// - Parameters:
    ///   - entries: Where the parts of each entry lie.
    ///   - limits: How much is read and drawn.
    ///   - content: Opens a part of the report.
    /// - Returns: What is drawn, and what each filesystem used.
    /// - Throws: `JSONReadError` where the report cannot be read, or is no longer what the entries say.
    package static func read(
        _ entries: [OutlineEntry], limits: SeriesLimits = SeriesLimits(), content: @escaping Content
    ) throws(JSONReadError) -> BenchmarkSeries {
        let drawn = limits.drawable(entries)
        var reader = SeriesReader(drawn, limits, content)
        reader.result.undrawnEntryCount = entries.count - drawn.count
        try reader.readOutlines()
        reader.plan()
        for place in drawn.indices { try reader.readLines(of: place) }
        try reader.readUses(of: entries)
        return reader.result
    }

    private mutating func readOutlines() throws(JSONReadError) {
        var (keyCount, sampleCount) = (0, 0)
        for entry in entries {
            let iostat = try outline(.iostat, of: entry, limit: limits.keys - keyCount)
            let docker = try outline(
                .docker, of: entry, limit: limits.keys - keyCount - iostat.series.count)
            let name = entry.filesystem.text
            let outline = EntryOutline(filesystem: name, iostat: iostat, docker: docker)
            guard sampleCount + outline.sampleCount <= limits.samples else {
                result.undrawnEntryCount += 1
                outlines.append(
                    EntryOutline(
                        filesystem: name, iostat: SeriesOutline(.iostat), docker: SeriesOutline(.docker)))
                continue
            }
            keyCount += iostat.series.count + docker.series.count
            sampleCount += outline.sampleCount
            result.furtherFigureCount += iostat.furtherCount + docker.furtherCount
            outlines.append(outline)
        }
    }

    private func outline(
        _ group: MonitoringGroup, of entry: OutlineEntry, limit: Int
    ) throws(JSONReadError) -> SeriesOutline {
        guard let range = entry.parts[group.seriesSection] else { return SeriesOutline(group) }
        var scanner = JSONScanner(source: content(range))
        return try SeriesOutline(group, limit: limit, from: &scanner)
    }

    private mutating func plan() {
        let all = FigurePlan.all(of: outlines)
        plans = all.prefix(limits.figures)
        result.furtherFigureCount += all.count - plans.count
        let sampled = outlines.filter { $0.docker.sampleCount > 0 }
        dockerAxis = .ofDocker(allHaveSpan: sampled.allSatisfy { $0.iostat.span != nil })
        result.figures = plans.map { plan in
            BenchmarkSeries.Figure(
                id: plan.id, group: plan.group, metric: plan.metric, disk: plan.disk,
                axis: plan.group == .iostat ? .iostat : dockerAxis)
        }
    }

    // MARK: Lines

    private mutating func readLines(of entry: Int) throws(JSONReadError) {
        for group in MonitoringGroup.allCases {
            guard let range = entries[entry].parts[group.seriesSection] else { continue }
            var jobs = try jobs(group, of: entry, range)
            guard !jobs.isEmpty else { continue }
            var scanner = JSONScanner(source: content(range))
            var place = 0
            try scanner.object { (scanner, _) throws(JSONReadError) in
                defer { place += 1 }
                if jobs[place] == nil { return try scanner.skip() }
                try jobs[place]?.read(&scanner)
            }
            let read = jobs.values.sorted { $0.series.place < $1.series.place }
            try add(read, group, of: entry)
        }
    }

    /// What is read of a group of an entry, by its place among the series.
    private func jobs(
        _ group: MonitoringGroup, of entry: Int, _ section: Range<Int>
    ) throws(JSONReadError) -> [Int: SeriesAccumulator] {
        let outline = outlines[entry].outline(group)
        let gaps = try gaps(outline, section)
        let times = limits.window == nil ? [] : try allTimes(outline, section)
        let pointLimit = limits.points(ofEachOf: plans.reduce(0) { $0 + $1.members.count })
        let span = group == .docker && dockerAxis == .spread ? outlines[entry].iostat.span : nil
        var jobs: [Int: SeriesAccumulator] = [:]
        func add(_ series: SeriesOutline.Series, figure: Int?) {
            jobs[series.place] = SeriesAccumulator(
                series, of: group, figure: figure, span: span, gaps: gaps,
                window: limits.window?.numbers(among: series.count) { index in
                    if times.indices.contains(index) { return times[index] }
                    return span?.time(of: index, among: series.count) ?? Double(index)
                } ?? 0..<series.count, limits: limits, pointLimit: pointLimit,
                hasMean: Self.hasMean(series, group))
        }
        for series in outline.series where Self.hasMean(series, group) {
            add(series, figure: nil)
        }
        for (figure, plan) in plans.enumerated() where plan.group == group {
            for member in plan.members where member.entry == entry { add(member.series, figure: figure) }
        }
        return jobs
    }

    private func gaps(
        _ outline: SeriesOutline, _ section: Range<Int>
    ) throws(JSONReadError) -> SampleGaps {
        guard (1...SampleGaps.seriesLimit).contains(outline.series.count) else { return SampleGaps() }
        var scanner = JSONScanner(source: content(section))
        return try SampleGaps(outline, from: &scanner)
    }

    /// The time of every sample; empty where no clock says it.
    private func allTimes(
        _ outline: SeriesOutline, _ section: Range<Int>
    ) throws(JSONReadError) -> [Double] {
        guard let clock = outline.clock else { return [] }
        let start = section.lowerBound + clock.range.lowerBound
        var scanner = JSONScanner(source: content(start..<(start + clock.range.count)))
        var times: [Double] = []
        try scanner.array { (scanner) throws(JSONReadError) in
            times.append(try scanner.sample() ?? Double(times.count))
        }
        return times
    }

    private static func hasMean(_ series: SeriesOutline.Series, _ group: MonitoringGroup) -> Bool {
        series.meaning.rank < group.metrics.count
            && Resource.measuredKeys(of: group).contains(series.meaning.metric.key)
    }

    private mutating func add(
        _ jobs: [SeriesAccumulator], _ group: MonitoringGroup, of entry: Int
    ) throws(JSONReadError) {
        let outline = outlines[entry]
        var jobs = jobs
        let samples = jobs.indices.map { jobs[$0].finish() }
        let clock = try clock(for: samples, outline.outline(group), of: entry)
        for (job, samples) in zip(jobs, samples) {
            if let mean = job.mean {
                means[outline.filesystem, default: MonitoringMeans()].add(
                    measured: mean, of: job.series.meaning)
            }
            guard let figure = job.figure else { continue }
            let points = SeriesPoints(
                x: samples.map { clock?.time(of: $0.index) ?? job.time(of: $0.index) },
                y: samples.map(\.value),
                bands: limits.hasBands && job.drawnCount > samples.count ? samples.map(\.band) : nil)
            result.figures[figure].lines.append(
                BenchmarkSeries.Line(
                    filesystem: outline.filesystem, key: job.series.key, disk: job.series.meaning.disk,
                    count: job.drawnCount, points: points))
        }
    }

    /// When samples were taken; nil where no clock says it.
    private func clock(
        for samples: [[Sample]], _ outline: SeriesOutline, of entry: Int
    ) throws(JSONReadError) -> ClockReader? {
        guard let clock = outline.clock, let section = entries[entry].parts[outline.group.seriesSection]
        else { return nil }
        let start = section.lowerBound + clock.range.lowerBound
        var scanner = JSONScanner(source: content(start..<(start + clock.range.count)))
        return try ClockReader(Set(samples.joined().map(\.index)), from: &scanner)
    }

    // MARK: Use of the machine

    private mutating func readUses(of entries: [OutlineEntry]) throws(JSONReadError) {
        var rest = limits.averageByteCount
        for entry in entries.prefix(limits.uses) {
            var means = means[entry.filesystem.text] ?? MonitoringMeans()
            if entry.averageByteCount <= rest {
                rest -= entry.averageByteCount
                for group in MonitoringGroup.allCases { try readAverages(group, of: entry, into: &means) }
            }
            result.uses.append(ResourceUse(filesystem: entry.filesystem.text, values: means.uses))
        }
    }

    private func readAverages(
        _ group: MonitoringGroup, of entry: OutlineEntry, into means: inout MonitoringMeans
    ) throws(JSONReadError) {
        guard let range = entry.parts[group.plotSection] else { return }
        var scanner = JSONScanner(source: content(range))
        try scanner.object { (scanner, key) throws(JSONReadError) in
            guard let meaning = group.meaning(ofAverage: key.text), try scanner.kind() == .number else {
                return try scanner.skip()
            }
            means.add(reported: try scanner.number(), of: meaning)
        }
    }
}
