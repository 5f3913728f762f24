/// A small sign with two texts, such as a README shows.
package struct Badge: Equatable, Sendable {
    /// What the sign says of what it shows.
    package enum Tone: Equatable, Sendable {
        case neutral
        /// The audit doubts a number.
        case warning
        /// The audit calls a number broken, or there is none.
        case bad

        /// Under white text, with contrast 4.5:1 or more.
        fileprivate var colour: String {
            switch self {
            case .neutral: "#23709e"
            case .warning: "#8a4b00"
            case .bad: "#a3231f"
            }
        }
    }

    package let label: String
    package let message: String
    package let tone: Tone

    /// Makes the value from its fields; texts are shortened when it is drawn.
    package init(label: String, message: String, tone: Tone) {
        self.label = label
        self.message = message
        self.tone = tone
    }

    private static let (height, size, gap) = (20.0, 11.0, 7.0)

    /// The picture, an SVG document in UTF-8; it is the same on every screen.
    package var svg: [UInt8] {
        let (label, message) = (ShownText.of(label, limit: 60), ShownText.of(message, limit: 80))
        let (first, second) = (Self.width(label), Self.width(message))
        let width = first + second
        let words = "\(label): \(message)"
        return SVGElement(
            .svg,
            [
                .xmlns: "http://www.w3.org/2000/svg", .width: .number(width), .height: .number(Self.height),
                .viewBox: .text("0 0 \(SVGNumber.text(width)) \(SVGNumber.text(Self.height))"),
                .role: "img", .labelledBy: "title", .fontFamily: "Verdana,'DejaVu Sans',sans-serif",
                .fontSize: .number(Self.size), .fill: "#ffffff",
            ],
            [
                SVGElement(.title, [.id: "title"], text: words),
                Self.area("#4a515c", 0, width: first + 4), Self.area(tone.colour, first, width: second),
                Self.text(label, 0, width: first), Self.text(message, first, width: second),
            ]
        ).bytes
    }

    private static func width(_ text: String) -> Double {
        (ShownText.width(text, size: size) + 2 * gap).rounded(.up)
    }

    private static func area(_ colour: String, _ x: Double, width: Double) -> SVGElement {
        SVGElement(
            .rect,
            [
                .fill: .text(colour), .x: .number(x), .width: .number(width), .height: .number(height),
                .rx: 3,
            ])
    }

    /// The width is set, so that the text fits whatever type the reader's machine has.
    private static func text(_ text: String, _ x: Double, width: Double) -> SVGElement {
        SVGElement(
            .text,
            [
                .x: .number(x + gap), .y: 14, .textLength: .number(max(1, width - 2 * gap)),
            ], text: text)
    }
}
