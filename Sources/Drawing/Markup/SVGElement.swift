/// An element of an SVG picture, with its attributes, its text and what is inside of it.
///
/// Names are fixed; texts and values are escaped when they are written, so the picture is well-formed XML whatever they hold.
struct SVGElement: Sendable {
    enum Tag: String, Sendable {
        case svg, title, desc, style, defs, pattern, g, rect, path, line, circle, text
    }

    enum Attribute: String, Sendable {
        case xmlns, width, height, viewBox, role, id, x, y, x1, y1, x2, y2, cx, cy, r, rx, d, fill, stroke,
            opacity
        case style = "class"
        case labelledBy = "aria-labelledby"
        case dashes = "stroke-dasharray"
        case thickness = "stroke-width"
        case fontFamily = "font-family"
        case fontSize = "font-size"
        case fontWeight = "font-weight"
        case anchor = "text-anchor"
        case patternUnits, textLength
    }

    /// What an attribute is set to.
    enum Value: Sendable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
        case text(String)
        case number(Double)

        init(stringLiteral text: String) { self = .text(text) }
        init(floatLiteral number: Double) { self = .number(number) }
        init(integerLiteral number: Int) { self = .number(Double(number)) }

        fileprivate var written: String {
            switch self {
            case .text(let text): text
            case .number(let number): SVGNumber.text(number)
            }
        }
    }

    private let tag: Tag
    private let attributes: [(name: Attribute, value: Value)]
    private let text: String?
    private let children: [SVGElement]

    init(
        _ tag: Tag, _ attributes: KeyValuePairs<Attribute, Value> = [:], text: String? = nil,
        _ children: [SVGElement] = []
    ) {
        self.tag = tag
        self.attributes = attributes.map { ($0.key, $0.value) }
        self.text = text
        self.children = children
    }

    /// The element in UTF-8.
    var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        output += "<\(tag.rawValue)".utf8
        for (name, value) in attributes {
            output += " \(name.rawValue)=\"".utf8
            Self.escape(value.written, to: &output)
            output.append(UInt8(ascii: "\""))
        }
        guard text != nil || !children.isEmpty else {
            output += "/>".utf8
            return
        }
        output.append(UInt8(ascii: ">"))
        if let text { Self.escape(text, to: &output) }
        for child in children { child.write(to: &output) }
        output += "</\(tag.rawValue)>".utf8
    }

    /// Escaped for texts and for attributes; what XML 1.0 has no place for (section 2.2) becomes U+FFFD.
    private static func escape(_ text: String, to output: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;".utf8
            case "<": output += "&lt;".utf8
            case ">": output += "&gt;".utf8
            case "\"": output += "&quot;".utf8
            case "'": output += "&#39;".utf8
            case "\t", "\n", "\r": output.append(UInt8(ascii: " "))
            case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": output += "\u{fffd}".utf8
            default: output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
    }
}

/// Numbers of a picture, in its own units.
enum SVGNumber {
    /// No picture is larger.
    private static let limit = 100_000.0

    /// With at most two decimals: "12", "0.5", "-3.25"; 0 for what is no number.
    static func text(_ number: Double) -> String {
        guard !number.isNaN else { return "0" }
        let hundredths = Int((max(-limit, min(limit, number)) * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        if rest.isMultiple(of: 10) { return "\(sign)\(whole).\(rest / 10)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
