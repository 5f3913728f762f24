/// Some bytes of a text, in which all digits are seen at once; the first byte is the lowest.
struct DigitWord<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    /// How many bytes a word has.
    static var byteCount: Int { MemoryLayout<Word>.size }

    /// A digit has its value, any other byte something above 9.
    private let bytes: Word

    /// The bytes of the text as they lie in memory.
    @inline(__always)
    init(_ text: Word) { bytes = Word(littleEndian: text) ^ Self.all(0x30) }

    /// A number without sign and exponent at the beginning of a word.
    struct Decimal {
        /// All digits as one whole number.
        let digits: UInt64
        /// How many of the digits are after the point.
        let fractionCount: Int
        /// How many bytes it has, which are fewer than those of a word.
        let byteCount: Int
    }

    /// The number that the word begins with; nil for one that has no end in the word, and for what JSON does not take for one.
    ///
    /// The byte after it must still be judged: it is no digit.
    @inline(__always)
    var decimal: Decimal? {
        // A carry goes out only of a byte that is marked by itself, so the first mark is right, and the one after a point.
        let marks = ((bytes &+ Self.all(0x76)) | bytes) & Self.all(0x80)
        let first = marks.trailingZeroBitCount / 8
        guard marks != 0, first > 0, first == 1 || bytes & 0xFF != 0 else { return nil }
        let bits = first &* 8
        guard UInt8(truncatingIfNeeded: bytes &>> bits) == UInt8(ascii: ".") ^ 0x30 else {
            return Decimal(digits: value(bytes, first), fractionCount: 0, byteCount: first)
        }
        let rest = marks & (marks &- 1)
        let second = rest.trailingZeroBitCount / 8
        guard rest != 0, second > first &+ 1 else { return nil }
        let integer = bytes & ((1 &<< bits) &- 1)
        // The point is taken out.
        let fraction = (bytes &>> (bits &+ 8)) &<< bits
        return Decimal(
            digits: value(integer | fraction, second &- 1), fractionCount: second &- first &- 1,
            byteCount: second)
    }

    /// The value of the first digits, fewer than the word has bytes; what comes after them does not matter.
    @inline(__always)
    private func value(_ digits: Word, _ count: Int) -> UInt64 {
        // Zeros come before them.
        let all = digits &<< (Word.bitWidth &- count &* 8)
        var value: UInt64 = 0
        for place in stride(from: 0, to: Word.bitWidth, by: 64) {
            value = value &* 100_000_000 &+ Self.value(UInt64(truncatingIfNeeded: all &>> place))
        }
        return value
    }

    /// The value of eight digits: pairs are put together, then fours, then all.
    @inline(__always)
    private static func value(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let mask: UInt64 = 0x0000_00FF_0000_00FF
        let sum = (pairs & mask) &* 0x000F_4240_0000_0064 &+ ((pairs &>> 16) & mask) &* 0x0000_2710_0000_0001
        return sum &>> 32
    }

    /// A word of which all bytes are the same.
    @inline(__always)
    private static func all(_ byte: UInt8) -> Word { Word.max / 0xFF &* Word(byte) }
}

extension RawSpan {
    /// The byte at an offset.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

    /// The bytes from an offset on.
    @inline(__always)
    func digits<Word>(_ offset: Int, as: Word.Type) -> DigitWord<Word> {
        DigitWord(unsafeLoadUnaligned(fromByteOffset: offset, as: Word.self))
    }
}

extension RawSpan {
    /// How many bytes from an offset on, and before another, are spaces; of a few at the end it may not tell.
    @inline(__always)
    func spaceCount(_ offset: Int, before end: Int) -> Int {
        var place = offset
        while place + 8 <= end,
            unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self) == 0x2020_2020_2020_2020
        {
            place += 8
        }
        return place - offset
    }

    /// Whether the same bytes stand at two offsets.
    @inline(__always)
    func isSame(_ first: Int, _ second: Int, count: Int) -> Bool {
        var done = 0
        while done + 8 <= count {
            guard
                unsafeLoadUnaligned(fromByteOffset: first + done, as: UInt64.self)
                    == unsafeLoadUnaligned(fromByteOffset: second + done, as: UInt64.self)
            else { return false }
            done += 8
        }
        while done < count {
            guard byte(first + done) == byte(second + done) else { return false }
            done += 1
        }
        return true
    }
}
