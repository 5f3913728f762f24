import Model

/// Draws a chart of lines.
struct LineDrawing {
    private static let heights = 200.0...380.0
    private static let axisRoom = 62.0
    private static let stripHeight = 5.0
    private static let legendRow = 18.0

    private let chart: LineChart
    private let isLog: Bool
    private var page: ChartPage
    private var across = AxisScale(isLog: false, domain: 0...1, start: 0, end: 1)
    private var upright = AxisScale(isLog: false, domain: 0...1, start: 1, end: 0)

    init(_ chart: LineChart, _ style: ChartStyle) {
        self.chart = chart
        isLog = style.isLog
        page = ChartPage(chart.caption, style)
    }

    mutating func picture() -> [UInt8] {
        addLegend()
        page.skip(ChartPage.smallSize + 2)
        let title = ShownText.of(chart.metric + chart.unit.axisText + (isLog ? ", logarithmic" : ""))
        page.add(.label(title, ChartPage.margin, page.top, .muted, size: ChartPage.smallSize))
        page.skip(8)
        setScales()
        addGrid()
        addBusyIntervals()
        for line in chart.lines { addBand(line) }
        for line in chart.lines { add(line) }
        page.skip(upright.start - page.top + strips + 34)
        page.add(
            .label(
                "sample", (across.start + across.end) / 2, page.top, .muted, size: ChartPage.smallSize,
                anchor: .middle))
        return page.finish(chart.caption.origin, saying: chart.words)
    }

    /// Room below the axis, in which each line has a strip for its busy interval.
    private var strips: Double {
        chart.lines.contains { $0.busy != nil } ? Double(chart.lines.count) * Self.stripHeight + 3 : 0
    }

    private mutating func setScales() {
        let samples = chart.samples
        let last = Double(max(samples.lowerBound + 1, samples.upperBound - 1))
        across = AxisScale(
            isLog: false, domain: Double(samples.lowerBound)...last, start: ChartPage.margin + Self.axisRoom,
            end: page.width - ChartPage.margin - 6)
        let height = max(Self.heights.lowerBound, min(Self.heights.upperBound, page.width * 0.42))
        let points = chart.lines.flatMap(\.points).compactMap(\.self)
        let values = points.flatMap { [$0.lowest, $0.mean, $0.highest] }
        upright = AxisScale(
            isLog: isLog, domain: isLog ? AxisScale.logDomain(values) : AxisScale.linearDomain(values),
            start: page.top + height, end: page.top)
    }

    private mutating func addLegend() {
        var x = ChartPage.margin
        page.skip(Self.legendRow - 4)
        for line in chart.lines {
            let name = ShownText.fitting(
                ShownText.of(line.name), into: page.innerWidth - 40, size: ChartPage.textSize)
            let width = 30 + ShownText.width(name, size: ChartPage.textSize) + 16
            if x + width > page.width - ChartPage.margin, x > ChartPage.margin {
                x = ChartPage.margin
                page.skip(Self.legendRow)
            }
            page.add(path("M\(n(x)),\(n(page.top - 4))h24", line.look, thickness: 2))
            page.add(.label(name, x + 30, page.top, .ink))
            x += width
        }
        page.skip(6)
    }

    private mutating func addGrid() {
        let height = upright.start - upright.end
        let count = max(2, Int(height / 48))
        let ticks =
            isLog
            ? AxisTicks.logarithmic(upright.domain, count: count)
            : AxisTicks.linear(
                upright.domain, count: count,
                factor: chart.unit.tickFactor(of: upright.domain, chart.prefixes))
        for tick in ticks {
            guard let y = upright.position(tick) else { continue }
            page.add(.stroke("rule", across.start, y, across.end, y))
            page.add(
                .label(
                    ValueFormat.text(tick, unit: chart.unit, chart.prefixes), across.start - 6, y + 4, .muted,
                    size: ChartPage.smallSize, anchor: .end))
        }
        let room = max(2, Int((across.end - across.start) / 80))
        for tick in AxisTicks.whole(across.domain, count: room) {
            guard let x = across.position(tick) else { continue }
            page.add(.stroke("axis", x, upright.start, x, upright.start + 4))
            page.add(
                .label(
                    ValueFormat.exact(tick), x, upright.start + strips + 17, .muted,
                    size: ChartPage.smallSize, anchor: .middle))
        }
        page.add(.stroke("axis", across.start, upright.start, across.end, upright.start))
    }

    /// A strip for each line below the axis; the interval of a single line is shaded besides.
    private mutating func addBusyIntervals() {
        for (place, line) in chart.lines.enumerated() {
            guard let busy = line.busy else { continue }
            let (start, end) = (
                across.clamped(Double(busy.lowerBound)), across.clamped(Double(busy.upperBound))
            )
            let y = upright.start + 4 + Double(place) * Self.stripHeight
            let words = "\(ShownText.of(line.name)) busy in samples \(busy.lowerBound) to \(busy.upperBound)"
            if chart.lines.count == 1 {
                page.add(
                    area(
                        line.look, start, upright.end, end - start, upright.start - upright.end, opacity: 0.1)
                )
            }
            page.add(
                SVGElement(
                    .g, [.style: "busy"],
                    [
                        SVGElement(.title, [:], text: words),
                        area(line.look, start, y, max(1, end - start), Self.stripHeight - 2, opacity: 0.8),
                    ]))
        }
    }

    private func area(
        _ look: ChartLook, _ x: Double, _ y: Double, _ width: Double, _ height: Double, opacity: Double
    ) -> SVGElement {
        SVGElement(
            .rect,
            [
                .style: .text("f\(look.hue)"), .opacity: .number(opacity), .x: .number(x), .y: .number(y),
                .width: .number(width), .height: .number(height),
            ])
    }

    /// From the lowest to the highest samples, where a point stands for several.
    private mutating func addBand(_ line: LineChart.Line) {
        for piece in line.pieces where piece.contains(where: { $0.lowest < $0.highest }) {
            let top = piece.map { "\(n(x($0))),\(n(y($0.highest)))" }
            let bottom = piece.reversed().map { "\(n(x($0))),\(n(y($0.lowest)))" }
            page.add(
                SVGElement(
                    .path,
                    [
                        .style: .text("f\(line.look.hue)"), .opacity: 0.16,
                        .d: .text("M" + (top + bottom).joined(separator: "L") + "Z"),
                    ]))
        }
    }

    private mutating func add(_ line: LineChart.Line) {
        var elements = [SVGElement(.title, [:], text: ShownText.of(line.name))]
        for piece in line.pieces {
            // A single sample between gaps is a dot.
            let isDot = piece.count == 1
            let points = piece.map { "\(n(x($0))),\(n(y($0.mean)))" }
            if isDot, let point = piece.first {
                elements.append(
                    SVGElement(
                        .circle,
                        [
                            .style: .text("f\(line.look.hue)"), .cx: .number(x(point)),
                            .cy: .number(y(point.mean)), .r: 2,
                        ]))
            } else {
                elements.append(path("M" + points.joined(separator: "L"), line.look, thickness: 1.5))
            }
        }
        for stall in line.stalls {
            let place = across.clamped(Double(stall.lowerBound + stall.upperBound - 1) / 2)
            elements.append(
                .stroke("stall", place, upright.start - 7, place, upright.start, thickness: 2))
        }
        page.add(SVGElement(.g, [.style: "series"], elements))
    }

    private func path(_ path: String, _ look: ChartLook, thickness: Double) -> SVGElement {
        let style = SVGElement.Value.text("s\(look.hue)")
        guard let dashes = look.dashes else {
            return SVGElement(.path, [.style: style, .d: .text(path), .thickness: .number(thickness)])
        }
        return SVGElement(
            .path,
            [
                .style: style, .d: .text(path), .thickness: .number(thickness),
                .dashes: .text(dashes),
            ])
    }

    /// In the middle of the samples that a point stands for.
    private func x(_ point: LineChart.Point) -> Double {
        across.clamped((Double(point.samples.lowerBound) + Double(point.samples.upperBound - 1)) / 2)
    }

    /// What has no place on a logarithmic scale lies on the axis.
    private func y(_ value: Double) -> Double { upright.clamped(value) }

    private func n(_ number: Double) -> String { SVGNumber.text(number) }
}
