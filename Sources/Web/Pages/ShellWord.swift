import System

/// A path as a word of a shell command.
enum ShellWord {
    /// The path, quoted where a shell would read it otherwise.
    ///
    /// Control characters and what is not UTF-8 take the form $'..' (POSIX.1-2024), so that the command can be copied
    /// from a page and still means the same bytes.
    static func quoting(_ path: FilePath) -> String {
        guard let text = path.text, !text.unicodeScalars.contains(where: isInvisible) else {
            return "$'\(path.bytes.map(escaped).joined())'"
        }
        if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
        return "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || "/._-+,@%".utf8.contains(byte)
    }

    /// Characters that a page does not show, or shows as something else.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate:
            true
        case .spaceSeparator: scalar != " "
        default: false
        }
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
        case 0x20..<0x7F: String(UnicodeScalar(byte))
        // Always three digits: a digit that follows would be read as one of them.
        default:
            "\\" + String(repeating: "0", count: byte < 8 ? 2 : byte < 64 ? 1 : 0) + String(byte, radix: 8)
        }
    }
}
