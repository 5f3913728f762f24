package import Model

/// One metric of several filesystems as bars from zero, the best on top.
package struct BarChart: Equatable, Sendable {
    /// A filesystem's value.
    package struct Bar: Equatable, Sendable {
        package let name: String
        package let look: ChartLook
        /// As the report has it; nil where it has none.
        package let value: Double?
        /// What is known of the value's uncertainty; nil where nothing is.
        package var interval: ClosedRange<Double>?
        /// From 1, the same for filesystems that cannot be told apart; nil where there is no ranking.
        package var rank: Int?
        /// What is said beside the value, such as "odd".
        package var remark: String?
        /// Whether the value has no rank, because its tool counted errors or it failed.
        package var isDoubtful: Bool

        /// Makes the value from its fields.
        package init(
            _ name: String, _ look: ChartLook, value: Double?, interval: ClosedRange<Double>? = nil,
            rank: Int? = nil, remark: String? = nil, isDoubtful: Bool = false
        ) {
            self.name = name
            self.look = look
            self.value = value
            self.interval = interval
            self.rank = rank
            self.remark = remark
            self.isDoubtful = isDoubtful
        }
    }

    package var caption: ChartCaption
    /// What the axis is called.
    package let metric: String
    package let unit: MetricUnit?
    /// How amounts of bytes are shown.
    package var prefixes = BytePrefixes.si
    package let direction: Metric.Direction?
    /// The best first, then doubtful ones, then those without a value.
    package let bars: [Bar]

    /// A chart of some bars, which it sorts.
    package init(
        caption: ChartCaption, metric: String, unit: MetricUnit?, direction: Metric.Direction?, bars: [Bar]
    ) {
        self.caption = caption
        self.metric = metric
        self.unit = unit
        self.direction = direction
        self.bars = bars.sorted { Self.isBefore($0, $1, direction) }
    }

    /// The picture, an SVG document in UTF-8.
    package func svg(_ style: ChartStyle = ChartStyle()) -> [UInt8] {
        var drawing = BarDrawing(self, style)
        return drawing.picture()
    }

    /// What the picture shows, in words.
    package var words: String {
        let way = direction.map { ", \($0.rawValue) is better" } ?? ""
        let unit = unit.map { " (\($0.rawValue))" } ?? ""
        let texts = bars.map { "\(ShownText.of($0.name)): \(words(of: $0))" }
        return "Bars from zero: \(ShownText.of(metric))\(unit)\(way). "
            + texts.map { "\($0)." }.joined(separator: " ")
    }

    /// A bar's value, its interval and its remark: "48.87k, 95 % interval 45.1k to 52.9k, odd".
    func words(of bar: Bar) -> String {
        guard let value = bar.value else { return bar.remark.map { ShownText.of($0) } ?? "no value" }
        var texts = [ValueFormat.text(value, unit: unit, prefixes)]
        if let interval = bar.interval {
            let (low, high) = (interval.lowerBound, interval.upperBound)
            texts.append(
                "95 % interval \(ValueFormat.text(low, unit: unit, prefixes)) to \(ValueFormat.text(high, unit: unit, prefixes))"
            )
        }
        if let rank = bar.rank { texts.append("rank group \(rank)") }
        if let remark = bar.remark { texts.append(ShownText.of(remark)) }
        return texts.joined(separator: ", ")
    }

    private static func isBefore(_ left: Bar, _ right: Bar, _ direction: Metric.Direction?) -> Bool {
        if left.place != right.place { return left.place < right.place }
        if let a = left.value, let b = right.value, a != b { return direction == .lower ? a < b : a > b }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}

extension BarChart.Bar {
    /// Sound values, doubtful ones, and none.
    fileprivate var place: Int { value == nil ? 2 : isDoubtful ? 1 : 0 }
}
