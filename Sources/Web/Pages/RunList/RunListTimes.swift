import System

/// How a list says when something was.
enum RunListTimes {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let dayLength: Int64 = 86_400_000

    /// The day in UTC: "Tue 24 Nov 2026".
    static func day(_ time: Timestamp) -> String {
        let remainder = time.milliseconds % dayLength
        let days = (time.milliseconds - remainder) / dayLength - (remainder < 0 ? 1 : 0)
        // The first of January 1970 was a Thursday.
        return "\(weekdays[Int(((days % 7) + 7) % 7)]) \(date(time))"
    }

    /// The date in UTC: "24 Nov 2026".
    static func date(_ time: Timestamp) -> String {
        let parts = time.description.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), months.indices.contains(month - 1) else {
            return ""
        }
        return "\(Int(parts[2]) ?? 0) \(months[month - 1]) \(parts[0])"
    }

    /// The time of day in UTC: "18:41".
    static func clock(_ time: Timestamp) -> String { String(time.description.dropFirst(11).prefix(5)) }

    /// How long ago something was, as `model/age.js` says it too: "5 min ago".
    static func age(of time: Timestamp, at now: Timestamp) -> String {
        let seconds = (now.milliseconds - time.milliseconds) / 1000
        guard abs(seconds) >= 60 else { return "now" }
        let span = span(abs(seconds))
        return seconds < 0 ? "in \(span)" : "\(span) ago"
    }

    private static func span(_ seconds: Int64) -> String {
        switch seconds {
        case ..<3_600: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        case ..<5_184_000: "\(seconds / 86_400) d"
        case ..<63_072_000: "\(seconds / 2_592_000) months"
        default: "\(seconds / 31_536_000) years"
        }
    }
}
