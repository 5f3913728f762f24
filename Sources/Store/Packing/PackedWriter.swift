/// Writes values into few bytes; `PackedReader` reads them back in the same order.
///
/// Whole numbers are in LEB128 (7 bits a byte, the lowest first). A number with at most four decimals takes as many bytes as it
/// has digits to say, any other nine.
struct PackedWriter {
    /// What was written and not drained.
    private(set) var bytes: [UInt8] = []
    private var texts: [String: Int] = [:]
    private let drain: (([UInt8]) -> Void)?

    /// So many bytes are kept, and a value more, where they are drained.
    private static let drainedByteCount = 1 << 19
    /// So many texts are recognised when they come again; a report that has more of them says each once.
    private static let knownTexts = 4_096

    /// A writer; `drain` takes what would be too much to keep, piece by piece.
    init(_ drain: (([UInt8]) -> Void)? = nil) { self.drain = drain }

    /// A number that is not below 0; one that is counts as 0.
    mutating func count(_ count: Int) { whole(UInt64(max(0, count))) }

    mutating func flag(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    /// Any double, bit for bit.
    mutating func number(_ number: Double) {
        if let decimal = Self.decimal(number) { return whole(decimal) }
        whole(Self.rawTag)
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
        }
    }

    /// A text that is likely to come again: then it takes a byte or two.
    mutating func name(_ text: String) {
        // Of texts that are equal by Unicode and not by bytes, one would be read back as the other.
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        if isASCII, let place = texts[text] { return count(place) }
        count(0)
        self.text(text)
        if isASCII, texts.count < Self.knownTexts { texts[text] = texts.count + 1 }
    }

    /// A text that stands alone.
    mutating func text(_ text: String) {
        count(text.utf8.count)
        bytes += text.utf8
    }

    /// Bytes as they are.
    mutating func blob(_ blob: [UInt8]) {
        count(blob.count)
        bytes += blob
    }

    /// Whether there is a value, then the value.
    mutating func optional<Value>(_ value: Value?, _ write: (inout Self, Value) -> Void) {
        flag(value != nil)
        if let value { write(&self, value) }
    }

    mutating func list<Value>(_ values: [Value], _ write: (inout Self, Value) -> Void) {
        count(values.count)
        for value in values {
            write(&self, value)
            if let drain, bytes.count >= Self.drainedByteCount {
                drain(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
    }

    private mutating func whole(_ whole: UInt64) {
        var rest = whole
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    // MARK: Decimals

    static let powers: [Double] = [1, 10, 100, 1_000, 10_000]
    /// In the place of the number of decimals: the eight bytes follow.
    static let rawTag = UInt64(powers.count)
    static let tagCount = rawTag + 1
    private static let largest = Double(1 << 48)

    /// The number's digits, its sign and how many of them are decimals, in one; nil where they are not the whole of it.
    private static func decimal(_ number: Double) -> UInt64? {
        for (place, power) in powers.enumerated() {
            let scaled = (number * power).rounded()
            guard abs(scaled) < largest, let digits = Int64(exactly: scaled) else { return nil }
            if (Double(digits) / power).bitPattern == number.bitPattern {
                let sign = digits < 0 ? UInt64(1) : 0
                return (digits.magnitude << 1 | sign) * tagCount + UInt64(place)
            }
        }
        return nil
    }
}
