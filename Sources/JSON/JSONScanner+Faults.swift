import System

extension JSONScanner {
    /// A fault at the next byte.
    package func fault(
        expected: String, found: String, endsEarly: Bool = false, at position: JSONPosition? = nil
    ) -> JSONReadError {
        let position = position ?? self.position
        return .fault(
            JSONFault(
                expected: expected, found: found, offset: position.offset, line: position.line,
                column: position.column, endsEarly: endsEarly))
    }

    /// A fault that says what stands at the next byte.
    mutating func fault(expected: String) throws(JSONReadError) -> JSONReadError {
        guard let byte = try peek() else {
            return fault(expected: expected, found: "the end of the text", endsEarly: true)
        }
        let at = position
        switch byte {
        case 0xEF where at.offset == 0:
            return fault(expected: expected, found: "a byte order mark", at: at)
        case 0x21...0x7E where !Self.startsWord(byte):
            return fault(expected: expected, found: "'\(Character(UnicodeScalar(byte)))'", at: at)
        case _ where Self.startsWord(byte):
            let word = try wordAhead()
            return fault(expected: expected, found: Self.describe(word: word), at: at)
        default:
            return fault(
                expected: expected, found: "the byte 0x\(Hexadecimal.text(byte, uppercase: true))", at: at)
        }
    }

    private static func startsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte.isLetterOrDigit
    }

    private mutating func wordAhead() throws(JSONReadError) -> String {
        var word: [UInt8] = []
        while word.count < 24, let byte = try peek(), Self.startsWord(byte) {
            word.append(byte)
            advance()
        }
        return String(decoding: word, as: UTF8.self)
    }

    private static func describe(word: String) -> String {
        switch word {
        case "NaN", "Infinity", "-Infinity": "\(word), which is not a JSON number"
        default: "'\(word)'"
        }
    }
}
