/// Reads back what a `PackedWriter` wrote; of damaged bytes it reads something else, or nil, and never beyond their end.
struct PackedReader {
    private var rest: ArraySlice<UInt8>
    private var texts: [String] = []

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Whether everything was read.
    var isAtEnd: Bool { rest.isEmpty }

    mutating func count() -> Int? { whole().flatMap { Int(exactly: $0) } }

    mutating func flag() -> Bool? {
        switch rest.popFirst() {
        case 0: false
        case 1: true
        default: nil
        }
    }

    mutating func number() -> Double? {
        guard let value = whole() else { return nil }
        let (digits, tag) = value.quotientAndRemainder(dividingBy: PackedWriter.tagCount)
        if tag == PackedWriter.rawTag { return raw() }
        let magnitude = Double(digits >> 1)
        return (digits & 1 == 0 ? magnitude : -magnitude) / PackedWriter.powers[Int(tag)]
    }

    mutating func name() -> String? {
        guard let place = count() else { return nil }
        if place > 0 { return place <= texts.count ? texts[place - 1] : nil }
        guard let text = text() else { return nil }
        if text.utf8.allSatisfy({ $0 < 0x80 }) { texts.append(text) }
        return text
    }

    mutating func text() -> String? {
        guard let length = count(), length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return String(decoding: rest.prefix(length), as: UTF8.self)
    }

    mutating func blob() -> [UInt8]? {
        guard let length = count(), length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
    }

    /// The outer nil is damage, the inner one a value that is not there.
    mutating func optional<Value>(_ read: (inout Self) -> Value?) -> Value?? {
        guard let isThere = flag() else { return nil }
        guard isThere else { return .some(nil) }
        guard let value = read(&self) else { return nil }
        return .some(value)
    }

    /// A list, of which each element takes at least a byte.
    mutating func list<Value>(_ read: (inout Self) -> Value?) -> [Value]? {
        guard let count = count(), count <= rest.count else { return nil }
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            guard let value = read(&self) else { return nil }
            values.append(value)
        }
        return values
    }

    private mutating func whole() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private mutating func raw() -> Double? {
        guard rest.count >= 8 else { return nil }
        var bits: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bits |= UInt64(rest.popFirst() ?? 0) << shift
        }
        return Double(bitPattern: bits)
    }
}
