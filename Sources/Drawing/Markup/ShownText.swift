import System

/// Texts from outside, as a picture can show them.
package enum ShownText {
    /// The most characters of a text; of a longer one the beginning is shown.
    package static let limit = 120

    /// A text of at most so many characters, in which what would turn the direction of writing, or does not show, is its code.
    package static func of(_ text: String, limit: Int = limit) -> String {
        var shown = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return shown + "…" }
            count += 1
            if isHidden(scalar) {
                shown += code(of: scalar)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// How wide a text is, in pixels: an estimate that is seldom too small.
    static func width(_ text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + share(of: $1) } * size
    }

    /// A text that fits into a width by `width(_:size:)`, shortened at its end.
    static func fitting(_ text: String, into width: Double, size: Double) -> String {
        if self.width(text, size: size) <= width { return text }
        var kept = ""
        var taken = share(of: "…") * size
        for scalar in text.unicodeScalars {
            taken += share(of: scalar) * size
            if taken > width { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept + "…"
    }

    /// A text in lines of at most a width, broken between words, a longer word shortened.
    ///
    /// At most `lines` lines; the last of more is shortened.
    static func lines(_ text: String, into width: Double, size: Double, lines limit: Int = 4) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ").map(String.init) {
            let longer = lines.last.map { "\($0) \(word)" }
            if let longer, self.width(longer, size: size) <= width {
                lines[lines.count - 1] = longer
            } else if lines.count < limit {
                lines.append(fitting(word, into: width, size: size))
            } else {
                lines[lines.count - 1] = fitting(longer ?? word, into: width, size: size)
                break
            }
        }
        return lines
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
        default: false
        }
    }

    private static func code(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// As a share of the size of the type, of sans-serif type that is rather wide.
    private static func share(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!", " ", "·": 0.34
        case "f", "r", "t", "(", ")", "[", "]", "-", "/", "\"", "{", "}": 0.42
        case "m", "M", "w", "W", "@", "%": 0.95
        case "A"..."Z", "&", "+", "=", "<", ">", "#", "~": 0.72
        case "\u{0}"..."\u{7e}": 0.62
        case "\u{300}"..."\u{36f}": 0
        case "…", "—": 0.9
        case "\u{1100}"...: scalar.properties.generalCategory == .nonspacingMark ? 0 : 1.05
        default: 0.65
        }
    }
}
