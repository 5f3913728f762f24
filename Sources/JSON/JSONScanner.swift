package import System

/// The kinds of JSON value (RFC 8259, section 3).
package enum JSONKind: Equatable, Sendable {
    case object
    case array
    case string
    case number
    case boolean
    case null

    /// With its article, for messages.
    package var name: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}

/// Reads JSON by RFC 8259 to the letter, from bytes that arrive in pieces, in memory that does not grow with the text.
///
/// Refused besides what the grammar refuses: text that is not UTF-8, a byte order mark, lone surrogates, a key that
/// an object has twice, a number beyond a Double, nesting deeper than `depthLimit`, more than `openKeyLimit` keys at once.
/// Memory grows only with the keys of the objects that are open (some 40 bytes each, however long they are) and with strings
/// that the caller asks for.
package struct JSONScanner: ~Copyable {
    /// What a source throws.
    package typealias SourceError = FileError
    /// Fills the front of a buffer and returns the number of bytes, 0 at the end.
    package typealias Source = (inout [UInt8]) throws(SourceError) -> Int

    /// The deepest nesting that is read.
    package static let depthLimit = 64
    /// The most keys that the objects have that are open at the same time.
    package static let openKeyLimit = 1_000_000

    private let source: Source
    private(set) var buffer: [UInt8]
    /// Where the next byte and the end of what is read are in `buffer`.
    private(set) var index = 0
    private(set) var end = 0
    private var bufferOffset = 0
    private var line = 1
    private var lineOffset = 0
    private var continuationByteCount = 0
    private var depth = 0
    private var openKeyCount = 0
    var keyBytes = KeyBytes()
    var numberText = NumberText()

    /// A scanner at the text's first byte.
    package init(bufferSize: Int = 65_536, source: @escaping Source) {
        self.source = source
        buffer = [UInt8](repeating: 0, count: bufferSize)
    }

    /// A scanner of bytes at hand.
    package init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        self.init(bufferSize: max(1, min(bytes.count, 65_536))) { (buffer) throws(FileError) in
            let piece = rest.prefix(buffer.count)
            buffer.replaceSubrange(0..<piece.count, with: piece)
            rest = rest.dropFirst(piece.count)
            return piece.count
        }
    }

    /// Where the next byte is.
    package var offset: Int { bufferOffset + index }

    /// Where the next byte is, as messages say it.
    package var position: JSONPosition { position(at: offset) }

    /// The same for an earlier byte of this line, with only ASCII since.
    func position(at offset: Int) -> JSONPosition {
        JSONPosition(
            offset: offset, line: line, column: offset - lineOffset - continuationByteCount + 1)
    }

    // MARK: Bytes

    /// The next byte without taking it; nil at the end.
    @inline(__always)
    mutating func peek() throws(JSONReadError) -> UInt8? {
        if index < end { return buffer[index] }
        return try refill() ? buffer[index] : nil
    }

    @inline(__always)
    mutating func advance(by count: Int = 1) {
        index += count
    }

    private mutating func refill() throws(JSONReadError) -> Bool {
        bufferOffset += end
        index = 0
        end = 0
        do {
            end = try source(&buffer)
        } catch {
            throw .file(error)
        }
        return end > 0
    }

    /// Takes the bytes up to the first for which `stops` holds, or up to the end of what is buffered.
    @inline(__always)
    mutating func takeRun(until stops: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = index
        while index < end, !stops(buffer[index]) { index += 1 }
        return buffer[start..<index]
    }

    mutating func noteContinuationByte() {
        continuationByteCount += 1
    }

    package mutating func skipWhitespace() throws(JSONReadError) {
        repeat {
            skipBufferedWhitespace()
            if index < end { return }
        } while try refill()
    }

    @inline(__always)
    private mutating func skipBufferedWhitespace() {
        while index < end {
            switch buffer[index] {
            case 0x20, 0x09, 0x0D: index += 1
            case 0x0A:
                index += 1
                beginLines(1, at: offset)
                index += buffer.span.bytes.spaceCount(index, before: end)
            default: return
            }
        }
    }

    /// Notes that lines have begun, the last of them at an offset.
    mutating func beginLines(_ count: Int, at offset: Int) {
        line += count
        lineOffset = offset
        continuationByteCount = 0
    }

    /// Runs `take` after a comma and the white space around it, all in the buffer; goes back if there is none, or `take` fails.
    @inline(__always)
    mutating func takeAfterComma(_ take: (inout JSONScanner) -> Bool) -> Bool {
        let before = (index, line, lineOffset, continuationByteCount)
        skipBufferedWhitespace()
        if index < end, buffer[index] == UInt8(ascii: ",") {
            index += 1
            skipBufferedWhitespace()
            if take(&self) { return true }
        }
        (index, line, lineOffset, continuationByteCount) = before
        return false
    }

    // MARK: Values

    /// The kind of the value that comes next, after white space.
    package mutating func kind() throws(JSONReadError) -> JSONKind {
        try skipWhitespace()
        guard let byte = try peek() else { throw try fault(expected: "a value") }
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: throw try fault(expected: "a value")
        }
    }

    /// Reads an object; `member` gets each key and must take exactly one value.
    package mutating func object(
        _ member: (inout JSONScanner, JSONKey) throws(JSONReadError) -> Void
    ) throws(JSONReadError) {
        try open(UInt8(ascii: "{"), "an object")
        var keys = KeySet()
        try skipWhitespace()
        if try peek() == UInt8(ascii: "}") { return close() }
        while true {
            let key = try newKey(&keys)
            try skipWhitespace()
            guard try peek() == UInt8(ascii: ":") else { throw try fault(expected: "':' after a key") }
            advance()
            try member(&self, key)
            try skipWhitespace()
            switch try peek() {
            case UInt8(ascii: ","): advance()
            case UInt8(ascii: "}"):
                openKeyCount -= keys.count
                return close()
            default: throw try fault(expected: "',' or '}'")
            }
        }
    }

    /// Reads a key that is none of `keys`, and enters it there.
    private mutating func newKey(_ keys: inout KeySet) throws(JSONReadError) -> JSONKey {
        try skipWhitespace()
        let start = position
        guard try peek() == UInt8(ascii: "\"") else { throw try fault(expected: "a key in double quotes") }
        let key = try key()
        guard keys.insert(key.fingerprint) else {
            throw fault(
                expected: "each key once in an object", found: "a second \(JSONPointer.quoted(key.text))",
                at: start)
        }
        openKeyCount += 1
        guard openKeyCount <= Self.openKeyLimit else {
            throw .tooMany("keys in objects that are open at once", limit: Self.openKeyLimit, start)
        }
        return key
    }

    /// Reads an array; `element` must take exactly one value.
    package mutating func array(
        _ element: (inout JSONScanner) throws(JSONReadError) -> Void
    ) throws(JSONReadError) {
        try open(UInt8(ascii: "["), "an array")
        try skipWhitespace()
        if try peek() == UInt8(ascii: "]") { return close() }
        while true {
            try element(&self)
            try skipWhitespace()
            switch try peek() {
            case UInt8(ascii: ","): advance()
            case UInt8(ascii: "]"): return close()
            default: throw try fault(expected: "',' or ']'")
            }
        }
    }

    private mutating func open(_ bracket: UInt8, _ name: String) throws(JSONReadError) {
        try skipWhitespace()
        guard try peek() == bracket else { throw try fault(expected: name) }
        guard depth < Self.depthLimit else {
            throw fault(expected: "nesting of at most \(Self.depthLimit) levels", found: "a deeper level")
        }
        depth += 1
        advance()
    }

    private mutating func close() {
        depth -= 1
        advance()
    }

    /// Reads `true`, `false` or `null`: true, false or nil.
    package mutating func literal() throws(JSONReadError) -> Bool? {
        switch try kind() {
        case .boolean where try peek() == UInt8(ascii: "t"):
            try word("true")
            return true
        case .boolean:
            try word("false")
            return false
        default:
            try word("null")
            return nil
        }
    }

    private mutating func word(_ word: String) throws(JSONReadError) {
        for byte in word.utf8 {
            guard try peek() == byte else { throw try fault(expected: "'\(word)'") }
            advance()
        }
    }

    /// Reads any value and forgets it.
    package mutating func skip() throws(JSONReadError) {
        switch try kind() {
        case .object: try object { (scanner, _) throws(JSONReadError) in try scanner.skip() }
        case .array: try array { (scanner) throws(JSONReadError) in try scanner.skip() }
        case .string: try skipString()
        case .number: try skipNumber()
        case .boolean, .null: _ = try literal()
        }
    }

    /// Requires that nothing but white space is left.
    package mutating func finish() throws(JSONReadError) {
        try skipWhitespace()
        if try peek() != nil { throw try fault(expected: "the end of the text") }
    }
}
