/// The sheet that a chart is drawn on, filled from its top.
struct ChartPage {
    static let margin = 14.0
    static let textSize = 12.0
    static let smallSize = 11.0
    private static let titleSize = 15.0
    /// The type of the pages (templates/assets/css/base.css).
    private static let fonts =
        "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','DejaVu Sans',sans-serif"

    let width: Double
    private let theme: ChartTheme
    private let title: String
    private(set) var top = margin
    private var elements: [SVGElement] = []
    private var usesHatch = false
    private var patterns: Set<Int> = []

    /// A sheet with a caption's title and notes on it.
    init(_ caption: ChartCaption, _ style: ChartStyle) {
        width = Double(style.width)
        theme = style.theme
        title = ShownText.of(caption.title, limit: 200)
        for line in ShownText.lines(title, into: innerWidth, size: Self.titleSize, lines: 2) {
            top += Self.titleSize
            add(.label(line, Self.margin, top, .ink, size: Self.titleSize, isBold: true))
            top += 5
        }
        write(caption.notes, size: Self.textSize)
        top += 6
    }

    var innerWidth: Double { width - 2 * Self.margin }

    /// Draws something.
    mutating func add(_ element: SVGElement) { elements.append(element) }

    /// Goes down the sheet.
    mutating func skip(_ height: Double) { top += height }

    /// The picture, whose height is what was used.
    mutating func finish(_ origin: [String], saying words: String) -> [UInt8] {
        top += 8
        write(origin, size: Self.smallSize)
        let height = (top + Self.margin - 4).rounded(.up)
        let head: [SVGElement] = [
            SVGElement(.title, [.id: "title"], text: title),
            SVGElement(.desc, [.id: "desc"], text: words),
            SVGElement(.style, [:], text: theme.styleSheet),
            SVGElement(.defs, [:], AreaPattern.definitions(patterns, withHatch: usesHatch)),
            SVGElement(.rect, [.style: "paper", .width: .number(width), .height: .number(height)]),
        ]
        return SVGElement(
            .svg,
            [
                .xmlns: "http://www.w3.org/2000/svg", .width: .number(width), .height: .number(height),
                .viewBox: .text("0 0 \(SVGNumber.text(width)) \(SVGNumber.text(height))"),
                .role: "img", .labelledBy: "title desc", .fontFamily: .text(Self.fonts),
            ], head + elements
        ).bytes
    }

    /// Makes a pattern known that an area of a filesystem needs.
    mutating func use(_ look: ChartLook) { patterns.insert(look.pattern) }

    /// Makes the pattern of doubtful values known.
    mutating func useHatch() { usesHatch = true }

    private mutating func write(_ texts: [String], size: Double) {
        for text in texts {
            let shown = ShownText.of(text, limit: 600)
            for line in ShownText.lines(shown, into: innerWidth, size: size) {
                top += size + 4
                add(.label(line, Self.margin, top, .muted, size: size))
            }
        }
    }
}

extension SVGElement {
    /// The colours of texts.
    enum Ink: String {
        case ink, muted, warning, bad
    }

    /// Where a text's place is.
    enum Anchor: String {
        case start, middle, end
    }

    /// A line of text.
    static func label(
        _ text: String, _ x: Double, _ y: Double, _ ink: Ink, size: Double = ChartPage.textSize,
        anchor: Anchor = .start, isBold: Bool = false
    ) -> SVGElement {
        SVGElement(
            .text,
            [
                .style: .text(ink.rawValue), .x: .number(x), .y: .number(y), .fontSize: .number(size),
                .fontWeight: isBold ? "600" : "400", .anchor: .text(anchor.rawValue),
            ], text: text)
    }

    /// A straight line of a class of the style sheet.
    static func stroke(
        _ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, thickness: Double = 1
    ) -> SVGElement {
        SVGElement(
            .line,
            [
                .style: .text(style), .x1: .number(x1), .y1: .number(y1), .x2: .number(x2), .y2: .number(y2),
                .thickness: .number(thickness),
            ])
    }
}

/// The patterns that tell the areas of filesystems apart without colour: what is cut out of the hue.
enum AreaPattern {
    /// The element with the pattern of a look over an area; nil for a solid one.
    static func cover(_ look: ChartLook, _ x: Double, _ y: Double, _ width: Double, _ height: Double)
        -> SVGElement?
    {
        look.pattern == 0 ? nil : area("p\(look.pattern)", x, y, width, height)
    }

    /// The area of a doubtful value.
    static func hatch(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> SVGElement {
        area("hatch", x, y, width, height)
    }

    static func definitions(_ patterns: Set<Int>, withHatch: Bool) -> [SVGElement] {
        patterns.sorted().compactMap { number in
            path(of: number).map { definition("p\(number)", $0, "cut", thickness: 2) }
        } + (withHatch ? [definition("hatch", "M-1,1L1,-1M-1,9L9,-1M7,9L9,7", "pencil", thickness: 1)] : [])
    }

    private static func area(
        _ pattern: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double
    ) -> SVGElement {
        SVGElement(
            .rect,
            [
                .fill: .text("url(#\(pattern))"), .x: .number(x), .y: .number(y), .width: .number(width),
                .height: .number(height),
            ])
    }

    private static func definition(
        _ id: String, _ path: String, _ style: String, thickness: Double
    ) -> SVGElement {
        SVGElement(
            .pattern, [.id: .text(id), .width: 8, .height: 8, .patternUnits: "userSpaceOnUse"],
            [SVGElement(.path, [.style: .text(style), .d: .text(path), .thickness: .number(thickness)])])
    }

    private static func path(of pattern: Int) -> String? {
        switch pattern {
        case 1: "M-1,1L1,-1M-1,9L9,-1M7,9L9,7"
        case 2: "M1,2h2M5,6h2"
        case 3: "M0,0L8,8M0,8L8,0"
        case 4: "M0,2H8M0,6H8"
        case 5: "M2,0V8M6,0V8"
        default: nil
        }
    }
}
