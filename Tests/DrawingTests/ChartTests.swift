import Foundation
import FoundationXML
import Testing

@testable import Drawing
@testable import Model

extension XMLElement {
    /// An attribute by its name alone: `attribute(forName:)` finds none of an element that has a namespace.
    fileprivate func value(of name: String) -> String? {
        attributes?.first { $0.name == name }?.stringValue
    }

    fileprivate func children(named name: String) -> [XMLElement] {
        (children ?? []).compactMap { $0 as? XMLElement }.filter { $0.name == name }
    }
}

/// A picture as XML reads it.
private struct Picture {
    /// Owns the elements, which lose their children when it ends.
    private let document: XMLDocument
    private let root: XMLElement

    init(_ svg: [UInt8]) throws {
        document = try XMLDocument(data: Data(svg))
        root = try #require(document.rootElement())
    }

    func all(_ name: String, _ style: String? = nil) -> [XMLElement] {
        var found: [XMLElement] = []
        func search(_ element: XMLElement) {
            for child in element.children ?? [] {
                guard let child = child as? XMLElement else { continue }
                if child.name == name, style == nil || child.value(of: "class") == style {
                    found.append(child)
                }
                search(child)
            }
        }
        search(root)
        return found
    }

    /// The names of bars from the top, and how long they are.
    var bars: [(words: String, length: Double?)] {
        all("g", "bar").map { group in
            let rect = group.children(named: "rect").first
            return (
                group.children(named: "title").first?.stringValue ?? "",
                rect?.value(of: "width").flatMap(Double.init)
            )
        }
    }
}

/// Charts of bars.
@Suite struct BarChartTests {
    private static let look = ChartLook(hue: 0, pattern: 1)

    private static func chart(
        _ bars: [BarChart.Bar], _ direction: Metric.Direction? = .higher
    ) -> BarChart {
        BarChart(
            caption: ChartCaption(title: "Read IOPS of a", notes: ["n"], origin: ["rig"]),
            metric: "Read IOPS", unit: .operationsPerSecond, direction: direction, bars: bars)
    }

    private static func bar(_ name: String, _ value: Double?, doubtful: Bool = false) -> BarChart.Bar {
        BarChart.Bar(name, look, value: value, isDoubtful: doubtful)
    }

    @Test func `the best is on top, doubtful values and missing ones at the end`() {
        let bars = [
            Self.bar("none", nil), Self.bar("broken", 900, doubtful: true), Self.bar("b", 10),
            Self.bar("a", 10),
            Self.bar("best", 30),
        ]
        #expect(Self.chart(bars).bars.map(\.name) == ["best", "a", "b", "broken", "none"])
        #expect(Self.chart(bars, .lower).bars.map(\.name) == ["a", "b", "best", "broken", "none"])
    }

    @Test func `lengths are in the ratio of values`() throws {
        let picture = try Picture(
            Self.chart([Self.bar("a", 100), Self.bar("b", 25), Self.bar("c", 0), Self.bar("d", nil)]).svg())
        let lengths = picture.bars.map(\.length)
        try #require(lengths.count == 4)
        let (longest, quarter) = (try #require(lengths[0]), try #require(lengths[1]))
        #expect(abs(longest / quarter - 4) < 0.01)
        #expect(lengths[2] == 0 && lengths[3] == nil)
    }

    @Test(arguments: [2_306.1, 37_824.0, 1.037, 8.682, 4_715_000, 114_700])
    func `the number of the longest bar is not cut`(value: Double) throws {
        for width in [320, 640, 800, 1_217] {
            let bars = [Self.bar("ext4_overlay2", value), Self.bar("btrfs_btrfs", value / 3)]
            let texts = try Picture(Self.chart(bars).svg(ChartStyle(width: width))).all("text").map {
                $0.stringValue ?? ""
            }
            for bar in bars {
                let text = ValueFormat.text(try #require(bar.value), unit: .operationsPerSecond)
                #expect(texts.contains(text), "\(text) at \(width)")
            }
        }
    }

    @Test func `a whisker goes from end to end of the interval`() throws {
        var bar = Self.bar("a", 100)
        bar.interval = 50...125
        let picture = try Picture(Self.chart([bar]).svg())
        let rect = try #require(picture.all("g", "bar").first?.children(named: "rect").first)
        let line = try #require(picture.all("line", "line").first)
        func number(_ element: XMLElement, _ name: String) -> Double {
            Double(element.value(of: name) ?? "") ?? .nan
        }
        let (start, unit) = (number(rect, "x"), number(rect, "width") / 100)
        #expect(abs(number(line, "x1") - start - 50 * unit) < 0.02)
        #expect(abs(number(line, "x2") - start - 125 * unit) < 0.02)
        #expect(picture.bars.first?.words == "a: 100, 95 % interval 50 to 125")
    }

    @Test func `a whisker that is far too long does not squeeze the bars`() throws {
        var bar = Self.bar("a", 100)
        bar.interval = 1e-9...1e9
        let length = try #require(
            try Picture(Self.chart([bar]).svg(ChartStyle(width: 800))).bars.first?.length)
        #expect(length > 300)
    }

    @Test func `a doubtful bar is hatched and a patterned one is not`() throws {
        let picture = try Picture(Self.chart([Self.bar("a", 1), Self.bar("b", 2, doubtful: true)]).svg())
        let fills = picture.all("rect").compactMap { $0.value(of: "fill") }
        #expect(fills == ["url(#p1)", "url(#hatch)"])
        #expect(
            picture.all("pattern").compactMap { $0.value(of: "id") } == ["p1", "hatch"])
    }

    @Test(arguments: [
        [1.7976931348623157e308, -1.7976931348623157e308], [.leastNonzeroMagnitude], [.infinity, 1], [0], [],
        [-1, -2],
    ])
    func `any values make a picture`(values: [Double]) throws {
        for isLog in [false, true] {
            let bars = values.enumerated().map { Self.bar("\($0)", $1) }
            let picture = try Picture(Self.chart(bars).svg(ChartStyle(width: 320, isLog: isLog)))
            #expect(picture.bars.count == values.count)
            #expect(picture.bars.allSatisfy { ($0.length ?? 0) >= 0 && ($0.length ?? 0) <= 320 })
        }
    }

    @Test(arguments: [
        "</svg><script>", "\"'&<>", "a\0b\u{1b}", "\u{202e}evil", String(repeating: "W", count: 10_000), "",
        "]]>",
        "\u{fffe}", String(repeating: "e\u{301}", count: 5_000), "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    ])
    func `any name leaves the picture whole and within its width`(name: String) throws {
        var bar = Self.bar(name, 1)
        bar.remark = name
        var chart = Self.chart([bar])
        chart.caption = ChartCaption(title: name, notes: [name], origin: [name])
        let svg = chart.svg(ChartStyle(width: 320))
        #expect(svg.count < 20_000)
        let picture = try Picture(svg)
        #expect(picture.all("script").isEmpty)
        for text in picture.all("text") {
            let words = text.stringValue ?? ""
            #expect(ShownText.width(words, size: 15) < 480, "\(words)")
            #expect(!words.unicodeScalars.contains("\u{202e}"))
        }
    }
}

/// Charts of lines.
@Suite struct LineChartTests {
    private static func line(_ values: [Double?], from start: Int = 1) -> LineChart.Line {
        LineChart.Line(
            "a", ChartLook(hue: 1, pattern: 1),
            points: values.enumerated().map { place, value in
                value.map {
                    LineChart.Point(
                        samples: (start + place)..<(start + place + 1), lowest: $0, mean: $0, highest: $0)
                }
            })
    }

    private static func chart(_ lines: [LineChart.Line], _ samples: Range<Int>) -> LineChart {
        LineChart(
            caption: ChartCaption(title: "t"), metric: "Reads", unit: .operationsPerSecond, samples: samples,
            lines: lines)
    }

    private static func pieces(_ chart: LineChart, _ style: ChartStyle = ChartStyle()) throws -> [String] {
        let group = try #require(try Picture(chart.svg(style)).all("g", "series").first)
        return group.children(named: "path").compactMap { $0.value(of: "d") }
    }

    @Test func `a line has a gap where a value is missing, and a dot between two`() throws {
        let chart = Self.chart([Self.line([1, 2, nil, 3, nil, nil, 4, 5])], 1..<9)
        #expect(try Self.pieces(chart).count == 2)
        #expect(try Picture(chart.svg()).all("circle").count == 1)
        #expect(chart.lines.map(\.gapCount) == [2])
        #expect(chart.words.contains("a: 1 to 5, 2 gaps"))
    }

    @Test func `points lie where their samples and values are`() throws {
        let piece = try #require(try Self.pieces(Self.chart([Self.line([0, 50, 100])], 1..<4)).first)
        let points = piece.dropFirst().split(separator: "L").map { point in
            point.split(separator: ",").compactMap { Double($0) }
        }
        try #require(points.count == 3 && points.allSatisfy { $0.count == 2 })
        #expect(abs(points[1][0] - (points[0][0] + points[2][0]) / 2) < 0.02)
        #expect(abs(points[1][1] - (points[0][1] + points[2][1]) / 2) < 0.02)
        #expect(points[2][1] < points[0][1])
    }

    @Test func `a point that stands for several samples has a band`() throws {
        let points = [
            LineChart.Point(samples: 0..<10, lowest: 1, mean: 2, highest: 9),
            LineChart.Point(samples: 10..<20, lowest: 2, mean: 3, highest: 4),
        ]
        let chart = Self.chart([LineChart.Line("a", ChartLook(hue: 1, pattern: 0), points: points)], 0..<20)
        #expect(try Picture(chart.svg()).all("path", "f1").count == 1)
        let whole = Self.chart([Self.line([1, 2])], 1..<3)
        #expect(try Picture(whole.svg()).all("path", "f1").isEmpty)
    }

    @Test func `busy intervals and stalls are marked`() throws {
        var line = Self.line([1, 2, 0, 2])
        (line.busy, line.stalls) = (1...4, [3..<4])
        let picture = try Picture(Self.chart([line], 1..<5).svg())
        #expect(picture.all("g", "busy").count == 1)
        #expect(picture.all("line", "stall").count == 1)
        #expect(Self.chart([line], 1..<5).words.contains("busy in samples 1 to 4, 1 stall"))
    }

    @Test(arguments: [
        ([], 0..<0), ([nil, nil], 0..<2), ([1.7976931348623157e308, -1.7976931348623157e308], 5..<7),
        ([0], 3..<4),
        ([Double.leastNonzeroMagnitude, 0], 999_999_998..<1_000_000_000),
    ])
    func `any values make a picture`(values: [Double?], samples: Range<Int>) throws {
        for isLog in [false, true] {
            let chart = Self.chart([Self.line(values, from: samples.lowerBound)], samples)
            _ = try Picture(chart.svg(ChartStyle(width: 320, isLog: isLog)))
        }
        _ = try Picture(Self.chart([], samples).svg())
    }
}

/// Badges.
@Suite struct BadgeTests {
    @Test func `a badge says both texts`() throws {
        let badge = Badge(label: "fio-randread-4k", message: "xfs 114.7k IOPS", tone: .neutral)
        let picture = try Picture(badge.svg)
        #expect(picture.all("text").map(\.stringValue) == ["fio-randread-4k", "xfs 114.7k IOPS"])
        #expect(picture.all("title").first?.stringValue == "fio-randread-4k: xfs 114.7k IOPS")
    }

    @Test func `its colour is its tone`() throws {
        let fills = try [Badge.Tone.neutral, .warning, .bad].map { tone in
            try Picture(Badge(label: "a", message: "b", tone: tone).svg).all("rect").last?.value(of: "fill")
        }
        #expect(Set(fills).count == 3)
    }

    @Test(arguments: ["</svg>", "\0", String(repeating: "x", count: 10_000), "", "\u{202e}"])
    func `any text leaves it whole`(text: String) throws {
        let svg = Badge(label: text, message: text, tone: .bad).svg
        #expect(svg.count < 3_000)
        #expect(try Picture(svg).all("text").count == 2)
    }
}
