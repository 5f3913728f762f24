import Model

/// Draws a chart of bars.
struct BarDrawing {
    private static let rowHeight = 26.0
    private static let barHeight = 16.0
    private static let labelGap = 8.0
    /// A whisker may reach so many times as far as the longest bar; of a longer one the end is not shown.
    private static let whiskerReach = 1.5

    private let chart: BarChart
    private let isLog: Bool
    private var page: ChartPage
    private let scale: AxisScale
    /// Where the names end.
    private let nameEnd: Double

    init(_ chart: BarChart, _ style: ChartStyle) {
        self.chart = chart
        isLog = style.isLog
        page = ChartPage(chart.caption, style)
        let size = ChartPage.textSize
        let names = chart.bars.map { ShownText.width(ShownText.of($0.name), size: size) }
        let values = chart.bars.map { ShownText.width(Self.valueText($0, chart), size: size) }
        let ranks = chart.bars.contains { $0.rank != nil } ? 18.0 : 0
        nameEnd = ChartPage.margin + ranks + min(names.max() ?? 0, page.innerWidth * 0.34)
        // A pixel more than the widest text, so that no rounding cuts it.
        let room = min((values.max() ?? 0) + 1, page.innerWidth * 0.3)
        let end = max(nameEnd + 60, page.width - ChartPage.margin - room - Self.labelGap)
        scale = AxisScale(
            isLog: isLog, domain: Self.domain(chart, isLog: isLog), start: nameEnd + Self.labelGap, end: end)
    }

    mutating func picture() -> [UInt8] {
        let top = page.top
        let bottom = top + Double(max(1, chart.bars.count)) * Self.rowHeight
        for tick in ticks { addTick(tick, top: top, bottom: bottom) }
        for bar in chart.bars { add(bar) }
        let zero = isLog ? scale.start : scale.clamped(0)
        page.add(.stroke("axis", zero, top, zero, bottom))
        page.skip(max(0, bottom - page.top) + 32)
        let title = ShownText.of(axisTitle)
        let middle = (scale.start + scale.end) / 2
        page.add(
            .label(
                ShownText.fitting(title, into: page.innerWidth, size: ChartPage.smallSize), middle, page.top,
                .muted, size: ChartPage.smallSize, anchor: .middle))
        return page.finish(chart.caption.origin, saying: chart.words)
    }

    private var axisTitle: String {
        let way = chart.direction.map { ", \($0.rawValue) is better" } ?? ""
        return chart.metric + chart.unit.axisText + way
            + (isLog ? "; logarithmic: lengths are not proportional" : "")
    }

    private var ticks: [Double] {
        let count = max(2, Int((scale.end - scale.start) / 90))
        return isLog
            ? AxisTicks.logarithmic(scale.domain, count: count)
            : AxisTicks.linear(
                scale.domain, count: count, factor: chart.unit.tickFactor(of: scale.domain, chart.prefixes))
    }

    private mutating func addTick(_ tick: Double, top: Double, bottom: Double) {
        guard let x = scale.position(tick) else { return }
        page.add(.stroke("rule", x, top, x, bottom))
        page.add(
            .label(
                ValueFormat.text(tick, unit: chart.unit, chart.prefixes), x, bottom + 15, .muted,
                size: ChartPage.smallSize, anchor: .middle))
    }

    private mutating func add(_ bar: BarChart.Bar) {
        let middle = page.top + Self.rowHeight / 2
        let name = ShownText.of(bar.name)
        let shown = ShownText.fitting(
            name, into: page.innerWidth * 0.34, size: ChartPage.textSize)
        if let rank = bar.rank {
            page.add(.label("\(rank)", ChartPage.margin, middle + 4, .muted))
        }
        page.add(.label(shown, nameEnd, middle + 4, .ink, anchor: .end))
        let words = SVGElement(.title, [:], text: "\(name): \(chart.words(of: bar))")
        let (area, end) = area(of: bar, middle)
        page.add(SVGElement(.g, [.style: "bar"], [words] + area + whisker(of: bar, middle)))
        let room = page.width - ChartPage.margin - end - Self.labelGap
        page.add(
            .label(
                ShownText.fitting(Self.valueText(bar, chart), into: room, size: ChartPage.textSize),
                end + Self.labelGap, middle + 4, Self.ink(of: bar)))
        page.skip(Self.rowHeight)
    }

    private static func ink(of bar: BarChart.Bar) -> SVGElement.Ink {
        bar.value == nil ? .muted : bar.isDoubtful ? .bad : bar.remark == nil ? .ink : .warning
    }

    /// The elements of a bar, and where it or its whisker ends.
    private mutating func area(
        of bar: BarChart.Bar, _ middle: Double
    ) -> (elements: [SVGElement], end: Double) {
        guard let value = bar.value, scale.position(value) != nil else { return ([], scale.start) }
        let (zero, tip) = (isLog ? scale.start : scale.clamped(0), scale.clamped(value))
        let (x, width, y) = (min(zero, tip), abs(tip - zero), middle - Self.barHeight / 2)
        var elements = [
            SVGElement(
                .rect,
                [
                    .style: .text("\(bar.isDoubtful ? "s" : "f")\(bar.look.hue)"), .x: .number(x),
                    .y: .number(y),
                    .width: .number(width),
                    .height: .number(Self.barHeight),
                ])
        ]
        if bar.isDoubtful {
            page.useHatch()
            elements.append(AreaPattern.hatch(x, y, width, Self.barHeight))
        } else if let cover = AreaPattern.cover(bar.look, x, y, width, Self.barHeight) {
            page.use(bar.look)
            elements.append(cover)
        }
        let reach = bar.interval.map { scale.clamped($0.upperBound) } ?? tip
        return (elements, max(zero, tip, reach))
    }

    /// A line from end to end of the interval; an end that lies beyond the axis has no cap.
    private func whisker(of bar: BarChart.Bar, _ middle: Double) -> [SVGElement] {
        guard bar.value != nil, let interval = bar.interval else { return [] }
        let (low, high) = (scale.clamped(interval.lowerBound), scale.clamped(interval.upperBound))
        let caps = [(interval.lowerBound, low), (interval.upperBound, high)].filter {
            scale.domain.contains($0.0)
        }
        // Light ink does not show on a light bar without a line of the paper around it.
        return [
            .stroke("cut", low, middle, high, middle, thickness: 4),
            .stroke("line", low, middle, high, middle, thickness: 1.5),
        ]
            + caps.map { .stroke("line", $0.1, middle - 4, $0.1, middle + 4, thickness: 1.5) }
    }

    private static func valueText(_ bar: BarChart.Bar, _ chart: BarChart) -> String {
        let value = bar.value.map { ValueFormat.text($0, unit: chart.unit, chart.prefixes) }
        let texts = [value, bar.remark ?? (value == nil ? "no value" : nil)].compactMap(\.self)
        return ShownText.of(texts.joined(separator: ", "))
    }

    private static func domain(_ chart: BarChart, isLog: Bool) -> ClosedRange<Double> {
        let values = chart.bars.compactMap(\.value)
        let reach = (values.map { abs($0) }.max() ?? 0) * whiskerReach
        let ends = chart.bars.compactMap(\.interval).flatMap { [$0.lowerBound, $0.upperBound] }
            .map { max(-reach, min(reach, $0)) }
        return isLog ? AxisScale.logDomain(values + ends) : AxisScale.linearDomain(values + ends)
    }
}
