/// How changes, shares and times read, in tables and in sentences.
extension ValueFormat {
    /// A number of a unit with all of its four digits: "3.742k", "236.0k", "463.2 "; its step has a place of its own.
    package static func column(
        _ value: Double, unit: MetricUnit?, _ prefixes: BytePrefixes = .si
    ) -> String {
        let short = text(value, unit: unit, prefixes)
        let number = short.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        let name = short[number.endIndex...]
        guard value != 0, !name.hasPrefix("e") else { return short }
        var digits = String(number)
        let count = digits.count { $0.isNumber }
        if count < 4 {
            if !digits.contains(".") { digits += "." }
            digits += String(repeating: "0", count: 4 - count)
        }
        return digits + (name.isEmpty ? " " : name)
    }

    /// A ratio as a change: "+12.3 %".
    ///
    /// Beyond ten times and a thousandth it says only that.
    package static func change(_ ratio: Double) -> String {
        guard ratio.isFinite, ratio <= 9.995 else { return "> +999 %" }
        guard ratio >= 0.001 else { return "< -99.9 %" }
        let tenths = ((ratio - 1) * 1_000).rounded()
        return (tenths > 0 ? "+" : "") + fixed(tenths: tenths) + " %"
    }

    /// A share in percent: "5 %".
    ///
    /// Rounded up, it is never less than the share.
    package static func percent(_ share: Double, roundedUp: Bool = false) -> String {
        let tenths = (share * 1_000).rounded(roundedUp ? .up : .toNearestOrAwayFromZero)
        return share > 9.99 ? "more than 999 %" : exact(tenths / 10) + " %"
    }

    /// The smallest change that is seen, upwards and downwards: "+310 % or −75.7 %"; the share is that upwards.
    package static func detectable(_ share: Double) -> String {
        let down = (share / (1 + share) * 1_000).rounded(.up) / 10
        return "+\(percent(share, roundedUp: true)) or −\(share.isFinite ? exact(min(100, down)) : "100") %"
    }

    /// A probability that is near 1: "95 %", "99.93 %".
    package static func level(_ level: Double) -> String {
        exact((level * 10_000).rounded(.down) / 100) + " %"
    }

    /// A time for people: "0.4 s", "14 min", "3 h", "2 days".
    package static func time(seconds: Double) -> String {
        let steps: [(String, Double)] = [("s", 1), ("min", 60), ("h", 3_600), ("days", 86_400)]
        let step = steps.last { seconds >= 2 * $0.1 } ?? steps[0]
        let number = seconds / step.1
        return exact(number < 10 ? (number * 10).rounded() / 10 : number.rounded()) + " " + step.0
    }

    private static func fixed(tenths: Double) -> String {
        let text = exact(tenths / 10)
        return text.contains(".") ? text : text + ".0"
    }
}

extension MetricUnit {
    /// The unit that follows a number in a table, where it is short; empty where the number has it already.
    package var mark: String {
        switch self {
        case .operationsPerSecond, .transactionsPerSecond, .queriesPerSecond, .requestsPerSecond: "/s"
        default: ""
        }
    }
}
