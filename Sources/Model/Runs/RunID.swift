package import System

/// The name of a run: a UUID in its canonical form, or the old application's 12 hexadecimal digits.
package struct RunID: Hashable, Sendable {
    // Numbers, not the text: answers count and compare thousands of ids.
    /// The first 16 digits, or the 12 of a short id with four zeros behind them.
    package let high: UInt64
    /// The last 16 digits; 0 for a short id.
    package let low: UInt64
    /// Whether it is one of the old application's.
    package let isShort: Bool

    /// Takes either form in either case; nil for any other text.
    package init?(_ text: String) {
        var text = text
        guard let id = text.withUTF8({ RunID(bytes: $0) }) else { return nil }
        self = id
    }

    /// Takes either form in either case, in ASCII; nil for anything else.
    package init?(bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 12 || bytes.count == 36 else { return nil }
        isShort = bytes.count == 12
        var (high, low, digits) = (UInt64(0), UInt64(0), 0)
        for (index, byte) in bytes.enumerated() {
            if !isShort, Self.isDash(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = byte.hexDigitValue else { return nil }
            if digits < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
            digits += 1
        }
        self.high = isShort ? high << 16 : high
        self.low = low
    }

    /// The id of such numbers, which those of another id must be.
    package init(high: UInt64, low: UInt64, isShort: Bool) {
        (self.high, self.low, self.isShort) = (high, low, isShort)
    }

    /// What no own id is below that is made at a time or later.
    package static func first(at time: Timestamp) -> RunID {
        RunID(high: UInt64(max(0, time.milliseconds)) << 16 | 0x7000, low: 1 << 63, isShort: false)
    }

    /// Where the canonical form has its dashes.
    fileprivate static func isDash(_ place: Int) -> Bool {
        place == 8 || place == 13 || place == 18 || place == 23
    }

    /// Whether this is an id that benchd itself assigns: a UUID of version 7.
    package var isOwn: Bool { !isShort && high >> 12 & 0xF == 7 && low >> 62 == 0b10 }

    /// When the id was made, in milliseconds since 1970; nil for an id that benchd did not assign.
    fileprivate var milliseconds: UInt64? { isOwn ? high >> 16 : nil }
}

extension RunID: CustomStringConvertible {
    /// Lower case, so a safe file name.
    package var description: String {
        String(unsafeUninitializedCapacity: 36) { text in
            var (count, digits) = (0, 0)
            for index in 0..<(isShort ? 12 : 36) {
                if !isShort, Self.isDash(index) {
                    text[count] = UInt8(ascii: "-")
                } else {
                    text[count] = Hexadecimal.digit(nibble(digits))
                    digits += 1
                }
                count += 1
            }
            return count
        }
    }

    private func nibble(_ place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (place < 16 ? high : low) >> UInt64(60 - place % 16 * 4) & 0xF)
    }
}

extension RunID: Comparable {
    /// As their texts sort.
    package static func < (left: RunID, right: RunID) -> Bool {
        if left.high >> 32 != right.high >> 32 { return left.high < right.high }
        // After eight digits a UUID has a dash, which sorts before any digit.
        if left.isShort != right.isShort { return right.isShort }
        return (left.high, left.low) < (right.high, right.low)
    }
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
        milliseconds = last?.milliseconds ?? 0
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
        return RunID(
            high: milliseconds << 16 | 0x7000 | UInt64(counter), low: 1 << 63 | random() & (1 << 62 - 1),
            isShort: false)
    }
}
