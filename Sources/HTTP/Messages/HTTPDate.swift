import Glibc

/// The dates of HTTP fields (RFC 9110, section 5.6.7), as seconds since 1970.
enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The years 0 to 9999: a year has four digits.
    private static let writable = -62_167_219_200...253_402_300_799

    /// "Sun, 06 Nov 1994 08:49:37 GMT"; the nearest date that can be written where the number lies outside.
    static func text(_ seconds: Int) -> String {
        var time = time_t(min(max(seconds, writable.lowerBound), writable.upperBound))
        var parts = tm()
        gmtime_r(&time, &parts)
        let twoDigits = { (number: CInt) in number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[Int(parts.tm_wday)]), \(twoDigits(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
        let year = String(Int(parts.tm_year) + 1900)
        return "\(day) \(String(repeating: "0", count: max(0, 4 - year.count)) + year) \(clock) GMT"
    }

    /// Reads that form, and the two obsolete ones that a recipient must still take; nil for anything else.
    static func seconds(_ text: String) -> Int? {
        let words = text.split { " ,-:".contains($0) }
        guard words.count == 7 || (words.count == 8 && words[7] == "GMT") else { return nil }
        // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" or "Sun Nov  6 08:49:37 1994".
        let isPreferred = words.count == 8
        let numbers = words.map { CInt($0) }
        guard let month = months.firstIndex(of: String(words[isPreferred ? 2 : 1])),
            let day = numbers[isPreferred ? 1 : 2], let year = numbers[isPreferred ? 3 : 6],
            let hour = numbers[isPreferred ? 4 : 3], let minute = numbers[isPreferred ? 5 : 4],
            let second = numbers[isPreferred ? 6 : 5], (0...9999).contains(year), (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        var parts = tm()
        (parts.tm_mday, parts.tm_mon, parts.tm_year) = (day, CInt(month), fullYear(year) - 1900)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
        return timegm(&parts)
    }

    /// A year of two digits is in the past or at most 50 years ahead; the century turns over at 70 here.
    private static func fullYear(_ year: CInt) -> CInt {
        switch year {
        case 0..<70: year + 2000
        case 70..<100: year + 1900
        default: year
        }
    }
}
