/// A key and its value on one line, in any of the ways YAML, JSON, INI, inventories, shells and code write them.
struct SettingLine {
    /// One setting whose key asks for a secret.
    struct Setting {
        let key: String
        let kind: SecretFinding.Kind
        /// The value's first word, or all of it where it is quoted.
        let value: String
        let isQuoted: Bool
        /// Whether "=" stands between them, as in INI files, shells and code.
        let isAssignment: Bool
        /// Whether anything but a comment or closing brackets stands behind the value.
        let hasMore: Bool
        /// Where the value ends.
        let end: Int
    }

    private static let keyByteLimit = 100
    private static let valueByteLimit = 1024

    let line: ArraySlice<UInt8>

    /// The setting that a separator at `position` makes; nil for none that asks for a secret.
    func setting(at position: Int) -> Setting? {
        guard var start = valueStart(behind: position), let key = key(before: position),
            let kind = SecretNames.kind(ofKey: key)
        else { return nil }
        if start < line.endIndex, line[start] == UInt8(ascii: ">"), line[position] == UInt8(ascii: "=") {
            start += 1
        }
        let (value, isQuoted, end) = value(from: start)
        let rest = line[end...].drop { Self.isBlank($0) || ",;}])".utf8.contains($0) }
        return Setting(
            key: key, kind: kind, value: value, isQuoted: isQuoted,
            isAssignment: line[position] == UInt8(ascii: "="),
            hasMore: !rest.isEmpty && rest.first != UInt8(ascii: "#"), end: end)
    }

    /// Nil where the separator is none: "==" compares, and "key:value" needs quotes around the key.
    private func valueStart(behind position: Int) -> Int? {
        let start = position + 1
        guard start < line.endIndex else { return start }
        let next = line[start]
        let previous = position > line.startIndex ? line[position - 1] : 0
        if line[position] == UInt8(ascii: ":") {
            return Self.isBlank(next) || Self.isQuote(next) || Self.isQuote(previous) ? start : nil
        }
        return next == UInt8(ascii: "=") || "!<>=".utf8.contains(previous) ? nil : start
    }

    private func key(before position: Int) -> String? {
        // To remove bytes of a slice would copy the line.
        var end = position
        // ":=" assigns, too.
        if line[position] == UInt8(ascii: "="), line[..<end].last == UInt8(ascii: ":") { end -= 1 }
        while end > line.startIndex, Self.isBlank(line[end - 1]) { end -= 1 }
        let before = line[..<end].suffix(Self.keyByteLimit)
        guard let last = before.last else { return nil }
        if Self.isQuote(last) {
            let inside = before.dropLast()
            guard let quote = inside.lastIndex(of: last) else { return nil }
            return String(decoding: inside[(quote + 1)...], as: UTF8.self)
        }
        let start =
            before.lastIndex { !SecretTokens.isWord($0) && $0 != UInt8(ascii: ".") }.map { $0 + 1 }
            ?? before.startIndex
        return start < before.endIndex ? String(decoding: before[start...], as: UTF8.self) : nil
    }

    private func value(from start: Int) -> (text: String, isQuoted: Bool, end: Int) {
        let rest = line[min(start, line.endIndex)...].drop(while: Self.isBlank).prefix(Self.valueByteLimit)
        guard let first = rest.first else { return ("", false, line.endIndex) }
        if Self.isQuote(first) {
            let inside = rest.dropFirst()
            let end = Self.closingQuote(first, in: inside)
            return (String(decoding: inside[..<end], as: UTF8.self), true, min(end + 1, line.endIndex))
        }
        // A comment needs a blank before it: "key: # none" has no value.
        if first == UInt8(ascii: "#"), rest.startIndex > start { return ("", false, line.endIndex) }
        let word = rest.prefix { !Self.isBlank($0) && !",;".utf8.contains($0) }
        return (String(decoding: word, as: UTF8.self), false, word.endIndex)
    }

    private static func closingQuote(_ quote: UInt8, in text: ArraySlice<UInt8>) -> Int {
        var isEscaped = false
        for (position, byte) in zip(text.indices, text) {
            if byte == quote, !isEscaped { return position }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return text.endIndex
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
}
