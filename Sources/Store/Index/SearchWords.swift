/// The words of a text, for the search: what stands between characters that are neither letters nor digits, in lower case.
enum SearchWords {
    /// The most words of a search; further ones do not count.
    static let limit = 16
    /// Of a longer word only the beginning counts.
    private static let wordByteCount = 64

    /// Each word in the order of the text.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars {
            if isOfWord(scalar) {
                word.append(scalar)
            } else if !word.isEmpty {
                words.append(cut(word))
                word = String.UnicodeScalarView()
            }
        }
        if !word.isEmpty { words.append(cut(word)) }
        return words
    }

    /// All words of some texts, each once.
    static func words(of texts: some Sequence<String>) -> Set<String> {
        texts.reduce(into: []) { $0.formUnion(words(of: $1)) }
    }

    private static func cut(_ word: String.UnicodeScalarView) -> String {
        let text = String(word)
        guard text.utf8.count > wordByteCount else { return text }
        return String(decoding: text.utf8.prefix(wordByteCount), as: UTF8.self)
            .replacing("\u{FFFD}", with: "")
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x80 && UInt8(scalar.value).isLetterOrDigit }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
