import Model
import System

/// A part of a whole as people write it: "0.05" or "5%".
package enum Share {
    /// How large a margin may be.
    package static let margins = 0.0...1.0
    /// How large a difference may be for which runs are planned.
    package static let differences = 0.001...1.0

    /// What a text must be, in words.
    package static func expected(_ range: ClosedRange<Double>) -> String {
        let bounds = [range.lowerBound, range.upperBound]
        let shares = bounds.map(ValueFormat.exact).joined(separator: " to ")
        let percents = bounds.map { ValueFormat.exact($0 * 100) }.joined(separator: "% to ")
        return "a share from \(shares), or \(percents)%"
    }

    /// Reads a text; nil for what is no share in the range.
    package static func read(_ text: String, in range: ClosedRange<Double>) -> Double? {
        let isPercent = text.hasSuffix("%")
        let digits = isPercent ? text.dropLast() : text[...]
        // Swift also reads signs, exponents and hexadecimal numbers, which nobody means.
        guard digits.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }), let number = Double(digits)
        else {
            return nil
        }
        let share = isPercent ? number / 100 : number
        return range.contains(share) ? share : nil
    }

    /// What was probably meant by a number that is too large for a share: "10 is 1000 %; write 10%"; nil for other texts.
    package static func hint(_ text: String, in range: ClosedRange<Double>) -> String? {
        guard let number = Double(text), number > range.upperBound, range.contains(number / 100) else {
            return nil
        }
        return "\(text) is \(ValueFormat.exact(number * 100)) %; write \(text)%"
    }
}
