import JSON
import Model
import System

extension Parameters {
    /// An instant: RFC 3339, a date in UTC, or milliseconds since 1970.
    ///
    /// - Throws: `Problem` for anything else.
    func time(_ name: String) throws(Problem) -> Timestamp? {
        let expected =
            "a time such as 2026-11-23T18:41:18Z, a date such as 2026-11-23, or milliseconds since 1970"
        return try value(name, takes: expected) { Timestamp(parameter: $0) }
    }
}

extension Timestamp {
    /// Reads an instant as people and dashboards write it: RFC 3339 with any offset, a date (its beginning in UTC), or a whole
    /// number of milliseconds since 1970.
    init?(parameter text: String) {
        if let milliseconds = Int64(text), text.first != "+" {
            self.init(milliseconds: milliseconds)
            return
        }
        let upper = text.prefix(utf8Limit: Self.longestByteCount).uppercased()
        guard upper.utf8.count == text.utf8.count else { return nil }
        if upper.utf8.count == 10 {
            self.init("\(upper)T00:00:00Z")
        } else if upper.hasSuffix("Z") {
            self.init(upper)
        } else {
            self.init(withOffset: upper)
        }
    }

    private static let longestByteCount = 40
    /// As in "+01:00".
    private static let offsetByteCount = 6

    private init?(withOffset text: String) {
        let offset = Array(text.utf8.suffix(Self.offsetByteCount))
        let digits = [1, 2, 4, 5].compactMap { offset.indices.contains($0) ? Self.digit(offset[$0]) : nil }
        guard digits.count == 4, offset[3] == UInt8(ascii: ":"), let local = Timestamp("\(text.dropLast(6))Z")
        else { return nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours < 24, minutes < 60 else { return nil }
        let shift = (hours * 60 + minutes) * 60_000
        switch offset[0] {
        // A plus sign that is not encoded arrives as a space.
        case UInt8(ascii: "+"), UInt8(ascii: " "): self.init(milliseconds: local.milliseconds - shift)
        case UInt8(ascii: "-"): self.init(milliseconds: local.milliseconds + shift)
        default: return nil
        }
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        byte.isDigit ? Int64(byte - UInt8(ascii: "0")) : nil
    }
}
