import Glibc

/// How numbers stand in sentences.
enum Figures {
    /// Four significant digits: "0.0123", "98.77", "236000".
    static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
        let exponent = Glibc.floor(Glibc.log10(abs(value)))
        let digits = 3 - exponent
        let unit = Glibc.pow(10, abs(digits))
        let rounded = digits >= 0 ? (value * unit).rounded() / unit : (value / unit).rounded() * unit
        let text = "\(rounded.isFinite ? rounded : value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A share as percent: "1.2 %".
    static func percent(_ share: Double) -> String { short(share * 100) + " %" }
}
