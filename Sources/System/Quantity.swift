/// Numbers with units, as options and rules have them.
package enum Quantity {
    private static let nanoseconds: [(unit: String, factor: Int64)] = [
        ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ]

    private static let bytes: [(unit: String, factor: Int64)] = [
        ("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
        ("kB", 1000),
        ("MB", 1_000_000), ("GB", 1_000_000_000),
    ]

    /// "500ms", "1s", "10min", "2h", "30d", or "0"; nil for anything else.
    package static func duration(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        return number(text, nanoseconds).map { .nanoseconds($0) }
    }

    /// A duration in the largest unit that has it whole: "26h".
    package static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        let unit = nanoseconds.last { milliseconds % ($0.factor / 1_000_000) == 0 } ?? nanoseconds[0]
        return "\(milliseconds / (unit.factor / 1_000_000))\(unit.unit)"
    }

    /// "256MiB" or plain bytes; nil for anything else.
    package static func byteCount(_ text: String) -> Int? {
        number(text, bytes).map { Int($0) }
    }

    /// "1000"; nil for anything else.
    package static func count(_ text: String) -> Int? {
        number(text, [("", 1)]).map { Int($0) }
    }

    private static func number(_ text: String, _ units: [(unit: String, factor: Int64)]) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits),
            let unit = units.first(where: { $0.unit == text[digits.endIndex...] })
        else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: unit.factor)
        return overflows ? nil : product
    }
}
