package import Model

/// One series of several filesystems as lines, each with a band from the lowest to the highest sample.
package struct LineChart: Equatable, Sendable {
    /// What a place on a line stands for: one sample, or neighbouring ones.
    package struct Point: Equatable, Sendable {
        /// The numbers of the samples, from 0.
        package let samples: Range<Int>
        package let lowest: Double
        package let mean: Double
        package let highest: Double

        /// Makes the value from its fields; nothing is checked.
        package init(samples: Range<Int>, lowest: Double, mean: Double, highest: Double) {
            self.samples = samples
            self.lowest = lowest
            self.mean = mean
            self.highest = highest
        }
    }

    /// The series of a filesystem.
    package struct Line: Equatable, Sendable {
        package let name: String
        package let look: ChartLook
        /// In the order of the samples; nil where a value is missing, which is a gap of the line.
        package let points: [Point?]
        /// When the workload was at work; nil where nothing says it.
        package var busy: ClosedRange<Int>?
        /// The samples at which the device stood nearly still.
        package var stalls: [Range<Int>]

        /// Makes the value from its fields.
        package init(
            _ name: String, _ look: ChartLook, points: [Point?], busy: ClosedRange<Int>? = nil,
            stalls: [Range<Int>] = []
        ) {
            self.name = name
            self.look = look
            self.points = points
            self.busy = busy
            self.stalls = stalls
        }
    }

    package var caption: ChartCaption
    /// What the upright axis is called.
    package let metric: String
    package let unit: MetricUnit?
    /// How amounts of bytes are shown.
    package var prefixes = BytePrefixes.si
    /// The samples that are shown.
    package let samples: Range<Int>
    package let lines: [Line]

    /// Makes the value from its fields.
    package init(
        caption: ChartCaption, metric: String, unit: MetricUnit?, samples: Range<Int>, lines: [Line]
    ) {
        self.caption = caption
        self.metric = metric
        self.unit = unit
        self.samples = samples
        self.lines = lines
    }

    /// The picture, an SVG document in UTF-8.
    package func svg(_ style: ChartStyle = ChartStyle()) -> [UInt8] {
        var drawing = LineDrawing(self, style)
        return drawing.picture()
    }

    /// How many points of a line a picture of a width has room for: one for each two pixels.
    package static func pointCount(forWidth width: Int) -> Int {
        max(50, (ChartStyle(width: width).width - 90) / 2)
    }

    /// What the picture shows, in words.
    package var words: String {
        let unit = unit.map { " (\($0.rawValue))" } ?? ""
        return
            "Lines over samples \(samples.lowerBound) to \(max(samples.lowerBound, samples.upperBound - 1)): "
            + "\(ShownText.of(metric))\(unit). "
            + lines.map { "\(words(of: $0))." }.joined(separator: " ")
    }

    private func words(of line: Line) -> String {
        let points = line.points.compactMap(\.self)
        let name = ShownText.of(line.name)
        guard let lowest = points.map(\.lowest).min(), let highest = points.map(\.highest).max() else {
            return "\(name): no values"
        }
        var texts = [
            "\(name): \(ValueFormat.text(lowest, unit: unit, prefixes)) to \(ValueFormat.text(highest, unit: unit, prefixes))"
        ]
        let gaps = line.gapCount
        if gaps > 0 { texts.append(ValueFormat.count(gaps, "gap", "gaps")) }
        if let busy = line.busy { texts.append("busy in samples \(busy.lowerBound) to \(busy.upperBound)") }
        if !line.stalls.isEmpty { texts.append(ValueFormat.count(line.stalls.count, "stall", "stalls")) }
        return texts.joined(separator: ", ")
    }
}

extension LineChart.Line {
    /// The points without gaps between them.
    var pieces: [[LineChart.Point]] {
        points.split(whereSeparator: { $0 == nil }).map { $0.compactMap(\.self) }
    }

    /// How many times values are missing.
    var gapCount: Int {
        var count = 0
        var isInGap = false
        for point in points {
            if point == nil, !isInGap { count += 1 }
            isInGap = point == nil
        }
        return count
    }
}
