import FoundationEssentials
package import System

/// The name of a run: a UUID in its canonical form, or the old application's 12 hexadecimal digits.
package struct RunID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Lower case, so a safe file name.
    package let description: String

    /// Takes either form in either case; nil for any other text.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        switch bytes.count {
        case 12:
            guard bytes.allSatisfy({ $0.hexDigitValue != nil }) else { return nil }
        case 36:
            for (index, byte) in bytes.enumerated() {
                let isDash = [8, 13, 18, 23].contains(index)
                guard isDash ? byte == UInt8(ascii: "-") : byte.hexDigitValue != nil else { return nil }
            }
        default:
            return nil
        }
        description = text.lowercased()
    }

    fileprivate init(bytes: [UInt8]) {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += Hexadecimal.text(byte)
        }
        description = text
    }

    /// Whether this is an id that benchd itself assigns: a UUID of version 7.
    package var isOwn: Bool {
        let digits = Array(description.utf8)
        return digits.count == 36 && digits[14] == UInt8(ascii: "7")
            && [UInt8(ascii: "8"), UInt8(ascii: "9"), UInt8(ascii: "a"), UInt8(ascii: "b")].contains(
                digits[19])
    }

    package static func < (left: RunID, right: RunID) -> Bool { left.description < right.description }
}

/// Makes version 7 UUIDs (RFC 9562, section 5.7) that only ever grow.
///
/// 48 bits of milliseconds, then 12 bits that count within one millisecond (section 6.2, method 1), then 62 random
/// bits. Where the clock stands still or steps back, the last time is kept and the counter goes on.
package struct RunIDGenerator: Sendable {
    private var milliseconds: UInt64
    private var counter: UInt16 = 0

    /// A generator whose ids sort after `last`, the newest id in the data folder.
    package init(after last: RunID?) {
        milliseconds = last.flatMap(Self.milliseconds) ?? 0
        counter = last == nil ? 0 : 0xFFF
    }

    /// The next id, for something that arrived at `time`.
    package mutating func next(at time: Timestamp, random: () -> UInt64 = { .random(in: .min ... .max) })
        -> RunID
    {
        let now = UInt64(max(0, time.milliseconds))
        if now > milliseconds {
            milliseconds = now
            counter = 0
        } else if counter < 0xFFF {
            counter += 1
        } else {
            milliseconds += 1
            counter = 0
        }
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) }
        bytes += [0x70 | UInt8(counter >> 8), UInt8(counter & 0xFF)]
        let tail = random()
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: tail >> (56 - 8 * UInt64($0))) }
        bytes[8] = 0x80 | bytes[8] & 0x3F
        return RunID(bytes: bytes)
    }

    private static func milliseconds(of id: RunID) -> UInt64? {
        id.isOwn ? UInt64(id.description.filter { $0 != "-" }.prefix(12), radix: 16) : nil
    }
}
