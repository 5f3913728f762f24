import System

extension JSONScanner {
    /// Reads a string.
    package mutating func string() throws(JSONReadError) -> String {
        var bytes: [UInt8] = []
        try string { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a string of any length, and keeps at most its first `limit` bytes, cut at a character.
    ///
    /// - Returns: the beginning, and whether it is the whole.
    package mutating func string(limit: Int) throws(JSONReadError) -> (text: String, isWhole: Bool) {
        try skipWhitespace()
        if let bytes = takePlainString(limit: limit) { return (String(decoding: bytes, as: UTF8.self), true) }
        var bytes: [UInt8] = []
        try readString(limit: limit, into: &bytes)
        return Self.beginning(bytes, limit: limit)
    }

    /// Reads a string into `bytes`, which hold its beginning also where this throws, at most one piece beyond `limit`.
    mutating func readString(limit: Int, into bytes: inout [UInt8]) throws(JSONReadError) {
        try string { piece in
            if bytes.count <= limit { bytes += piece.prefix(limit + 1 - bytes.count) }
        }
    }

    /// The text of what `readString` has read.
    static func beginning(_ bytes: [UInt8], limit: Int) -> (text: String, isWhole: Bool) {
        guard bytes.count > limit else { return (String(decoding: bytes, as: UTF8.self), true) }
        return (String(decoding: UTF8Cut.prefix(bytes, limit), as: UTF8.self), false)
    }

    mutating func skipString() throws(JSONReadError) {
        try string { _ in }
    }

    /// Takes a string as most are, whose first byte is the next: without escapes, in ASCII, of at most `limit` bytes, and in the
    /// buffer together with its quotes.
    ///
    /// - Returns: Its bytes; nil for any other string, and for what is none: then nothing is taken.
    mutating func takePlainString(limit: Int) -> ArraySlice<UInt8>? {
        guard index < end, buffer[index] == UInt8(ascii: "\"") else { return nil }
        let start = index + 1
        let stop = min(end, limit < end - start ? start + limit + 1 : end)
        var place = start
        while place < stop, Self.isPlain(buffer[place]) { place += 1 }
        guard place < stop, buffer[place] == UInt8(ascii: "\"") else { return nil }
        advance(by: place + 1 - index)
        return buffer[start..<place]
    }

    /// Whether a byte of a string stands for itself: in ASCII, no quote, no escape, no control character.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte != 0x22 && byte != 0x5C && byte >= 0x20 && byte < 0x80
    }

    /// Reads a string, handing its UTF-8 over piece by piece.
    mutating func string(_ take: (ArraySlice<UInt8>) -> Void) throws(JSONReadError) {
        try skipWhitespace()
        guard try peek() == UInt8(ascii: "\"") else { throw try fault(expected: "a string") }
        advance()
        while true {
            take(takeRun { !Self.isPlain($0) })
            switch try peek() {
            case 0x22?:
                return advance()
            case 0x5C?:
                take(try escape()[...])
            case let byte? where byte >= 0x80:
                take(try multibyteCharacter(byte)[...])
            case nil:
                throw try fault(expected: "'\"' at the end of a string")
            case let byte?:
                // A run also ends where the buffer does.
                if byte < 0x20 {
                    throw fault(
                        expected: "an escape instead of a control character in a string",
                        found: "the byte 0x\(Hexadecimal.text(byte, uppercase: true))")
                }
            }
        }
    }

    /// Reads one character of two to four bytes (RFC 3629, section 4: no overlong forms, no surrogates).
    private mutating func multibyteCharacter(_ first: UInt8) throws(JSONReadError) -> [UInt8] {
        let start = offset
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: throw try fault(expected: "UTF-8")
            }
        var bytes = [first]
        advance()
        while bytes.count < length {
            guard let byte = try peek() else { throw try fault(expected: "UTF-8") }
            guard (bytes.count == 1 ? second : 0x80...0xBF).contains(byte) else {
                throw fault(
                    expected: "UTF-8", found: "a broken character",
                    at: position(at: start))
            }
            bytes.append(byte)
            advance()
        }
        for _ in 1..<length { noteContinuationByte() }
        return bytes
    }

    private mutating func escape() throws(JSONReadError) -> [UInt8] {
        let start = offset
        advance()
        guard let byte = try peek() else { throw try fault(expected: "the rest of an escape") }
        let plain: UInt8? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0C
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            case UInt8(ascii: "u"): nil
            default: throw try fault(expected: "one of \"\\/bfnrtu after '\\'")
            }
        advance()
        if let plain { return [plain] }
        return Array(String(try escapedScalar(from: start)).utf8)
    }

    /// Reads what follows `\u`: one unit, or a surrogate pair in two escapes.
    private mutating func escapedScalar(from start: Int) throws(JSONReadError) -> UnicodeScalar {
        let unit = try hexadecimalUnit()
        if let scalar = UnicodeScalar(unit) { return scalar }
        let lone = fault(
            expected: "surrogates in pairs", found: "the lone surrogate \\u" + String(unit, radix: 16),
            at: position(at: start))
        guard unit < 0xDC00 else { throw lone }
        for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
            guard let byte = try peek() else {
                throw try fault(expected: "the second half of a surrogate pair")
            }
            guard byte == expected else { throw lone }
            advance()
        }
        let second = try hexadecimalUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = UnicodeScalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw lone }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONReadError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = try peek()?.hexDigitValue else {
                throw try fault(expected: "four hexadecimal digits after '\\u'")
            }
            unit = unit << 4 | UInt16(digit)
            advance()
        }
        return unit
    }
}
