import CLinux
import Glibc

/// An instant in UTC, to the millisecond, in the years 0 to 9999, which are those that RFC 3339 can write.
package struct Timestamp: Hashable, Sendable, Comparable {
    private static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    /// An instant from its number; the nearest where that lies outside the years that can be written.
    package init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound)
    }

    /// Reads RFC 3339 in UTC, as `description` writes it, with or without a fraction; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), Self.hasForm(bytes) else { return nil }
        let fraction = bytes[19...].dropLast()
        guard fraction.isEmpty || Self.isFraction(fraction) else { return nil }
        func number(_ range: Range<Int>) -> Int32 {
            bytes[range].reduce(0) { $0 * 10 + Int32($1 - UInt8(ascii: "0")) }
        }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (
            number(0..<4) - 1900, number(5..<7) - 1, number(8..<10)
        )
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (number(11..<13), number(14..<16), number(17..<19))
        let written = parts
        let seconds = timegm(&parts)
        // timegm(3) makes the 30th of February a day in March.
        guard Self.isSame(parts, written) else { return nil }
        let milliseconds = (fraction.dropFirst() + [0x30, 0x30, 0x30]).prefix(3).reduce(0) {
            $0 * 10 + Int64($1 - UInt8(ascii: "0"))
        }
        self.init(milliseconds: Int64(seconds) * 1000 + milliseconds)
    }

    private static func hasForm(_ bytes: [UInt8]) -> Bool {
        zip(bytes, "0000-00-00T00:00:00".utf8).allSatisfy { byte, form in
            form == UInt8(ascii: "0") ? byte.isDigit : byte == form
        }
    }

    private static func isFraction(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.first == UInt8(ascii: ".") && (2...10).contains(bytes.count)
            && bytes.dropFirst().allSatisfy(\.isDigit)
    }

    private static func isSame(_ left: tm, _ right: tm) -> Bool {
        (left.tm_year, left.tm_mon, left.tm_mday) == (right.tm_year, right.tm_mon, right.tm_mday)
            && (left.tm_hour, left.tm_min, left.tm_sec) == (right.tm_hour, right.tm_min, right.tm_sec)
    }

    /// What the wall clock says.
    package static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The time that was so long before it; the earliest there is where that is too long.
    package func before(_ duration: Duration) -> Timestamp { after(.zero - duration) }

    /// The time so long after it; the first or last there is where that is too long.
    package func after(_ duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let whole = seconds.multipliedReportingOverflow(by: 1000)
        let later = milliseconds.addingReportingOverflow(
            whole.partialValue &+ attoseconds / 1_000_000_000_000_000)
        let limit: Int64 = seconds < 0 ? .min : .max
        return Timestamp(milliseconds: whole.overflow || later.overflow ? limit : later.partialValue)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 with milliseconds: "2026-11-23T18:41:18.123Z".
    package var description: String {
        var seconds = time_t(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
        let fraction = milliseconds - Int64(seconds) * 1000
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date =
            [Self.padded(Int(parts.tm_year) + 1900, 4)]
            + [parts.tm_mon + 1, parts.tm_mday].map { Self.padded(Int($0), 2) }
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Self.padded(Int($0), 2) }
        return
            "\(date.joined(separator: "-"))T\(clock.joined(separator: ":")).\(Self.padded(Int(fraction), 3))Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
