import Glibc

/// How numbers read: the rules of templates/README.md, which the scripts follow too.
package enum ValueFormat {
    /// In the base of a unit; what lies outside would lose its digits, or overflow, on its way to a step.
    private static let scalable = 1e-300...1e300

    /// A number of a unit: "48.87k", "726.4 µs", "1.111 cores"; far beyond every step as it is: "5e-324 s".
    package static func text(
        _ value: Double, unit: MetricUnit?, _ prefixes: BytePrefixes = .si
    ) -> String {
        let ownScale = unit?.scale(prefixes)
        let scale = ownScale ?? MetricUnit.plainScale
        let base = abs(value) * scale.factor
        guard value == 0 || scalable.contains(base) else {
            return exact(value) + (ownScale == nil ? "" : " \(unit?.rawValue ?? "")")
        }
        // 999.95 is the smallest number that would round to a fourth digit before the point.
        let step = zip(scale.steps, scale.steps.dropFirst()).first { base / $0.0.size < 999.95 }?.0
        guard let step = step ?? scale.steps.last else { return "" }
        let sign = value < 0 ? "-" : ""
        return sign + fourDigits(base / step.size) + (ownScale == nil ? "" : " ") + step.name
    }

    /// A size in bytes: "450.4 kB".
    package static func size(_ byteCount: Int) -> String {
        text(Double(byteCount), unit: .bytes)
    }

    /// A whole number with its thousands apart: "1,204".
    package static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        let grouped = digits.enumerated().map { index, digit in
            (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digit)
        }
        return (number < 0 ? "-" : "") + grouped.joined()
    }

    /// A number of things: "1 benchmark", "1,204 entries".
    package static func count(_ number: Int, _ noun: String, _ plural: String) -> String {
        "\(count(number)) \(number == 1 ? noun : plural)"
    }

    /// The shortest decimal that stands for the same double: "48870.528237".
    package static func exact(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func fourDigits(_ number: Double) -> String {
        if number == 0 { return "0" }
        if number >= 0.001, number < 1e6 {
            return fixed(number, decimals: number < 9.9995 ? 3 : number < 99.995 ? 2 : 1)
        }
        let exponent = floor(log10(number))
        return "\(fixed(number / pow(10, exponent), decimals: 3))e\(Int(exponent))"
    }

    private static func fixed(_ number: Double, decimals: Int) -> String {
        let digits = String(Int(floor(number * pow(10, Double(decimals)) + 0.5)))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var text = "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
