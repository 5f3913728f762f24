/// A key and its value on one line, in any of the ways YAML, JSON, INI, inventories, shells and code write them.
///
/// Every step costs what it passes: bytes are found by their position, never removed from a slice, which would
/// copy it.
struct SettingLine {
    /// What stands before a separator.
    struct Key {
        let text: ArraySlice<UInt8>
        /// Where it begins, its quote included.
        let start: Int
        let isQuoted: Bool
    }

    /// What stands after a separator.
    struct Value {
        /// Its first word, or all of it where it is quoted.
        let text: ArraySlice<UInt8>
        /// The quote around it; nil for none.
        let quote: UInt8?
        let isClosed: Bool
        /// Where its first word or its quotes end.
        let end: Int
    }

    private static let keyByteLimit = 100
    private static let valueByteLimit = 1024

    let line: ArraySlice<UInt8>

    /// The key of the separator at `position`; nil where that separates nothing, as in "a == b" and "10:30".
    func key(before position: Int) -> Key? {
        guard let key = word(before: position) else { return nil }
        let next = position + 1 < line.endIndex ? line[position + 1] : UInt8(ascii: " ")
        if line[position] == UInt8(ascii: "=") {
            let previous = line[position - 1]
            return next == UInt8(ascii: "=") || "!<>=".utf8.contains(previous) ? nil : key
        }
        if Self.isBlank(next) || Self.isQuote(next) || key.isQuoted { return key }
        // "password:hunter2" is a setting of INI files, but only at the begin of a line.
        return isFirst(key) && next != UInt8(ascii: ":") ? key : nil
    }

    private func word(before position: Int) -> Key? {
        var end = position
        // ":=" assigns, too.
        if line[position] == UInt8(ascii: "="), line[..<end].last == UInt8(ascii: ":") { end -= 1 }
        while end > line.startIndex, Self.isBlank(line[end - 1]) { end -= 1 }
        let before = line[..<end].suffix(Self.keyByteLimit)
        guard let last = before.last else { return nil }
        if Self.isQuote(last) {
            let inside = before.dropLast()
            return inside.lastIndex(of: last).map { quote in
                Key(text: inside[(quote + 1)...], start: quote, isQuoted: true)
            }
        }
        let stop = before.lastIndex { !SecretTokens.isWord($0) && $0 != UInt8(ascii: ".") }
        let start = stop.map { $0 + 1 } ?? before.startIndex
        return start < end ? Key(text: line[start..<end], start: start, isQuoted: false) : nil
    }

    /// Whether nothing but indentation, dashes and comment signs stands before a key.
    func isFirst(_ key: Key) -> Bool {
        line[..<key.start].suffix(Self.keyByteLimit).allSatisfy {
            Self.isBlank($0) || "-#;/".utf8.contains($0)
        }
    }

    /// Whether a key stands where one can: not in the middle of a word, as in "db:5432:user:a_pass=b".
    func isApart(_ key: Key) -> Bool {
        guard key.start > line.startIndex else { return true }
        let previous = line[key.start - 1]
        return Self.isBlank(previous) || Self.isQuote(previous) || "{[(,;&?<#".utf8.contains(previous)
    }

    /// Whether a key follows another word, as in "The password: see the wiki".
    func isInProse(_ key: Key) -> Bool {
        guard !key.isQuoted, key.start > line.startIndex, Self.isBlank(line[key.start - 1]) else {
            return false
        }
        let word = line[..<(key.start - 1)].last ?? 0
        return SecretTokens.isWord(word) && word != UInt8(ascii: "-")
    }

    /// Whether the quote of a value ends a text in which its key stands, as in `read -p "Password: " answer`.
    func endsQuote(_ value: Value, of key: Key) -> Bool {
        guard let quote = value.quote, !key.isQuoted else { return false }
        let before = line[..<key.start].suffix(Self.keyByteLimit)
        guard let place = before.lastIndex(of: quote) else { return false }
        // What stands after a word ends a text or is an apostrophe.
        guard place > line.startIndex else { return true }
        let previous = line[place - 1]
        return Self.isBlank(previous) || "=:([{,".utf8.contains(previous)
    }

    /// Whether a key is one of several between braces or brackets, whose values end at commas.
    func isInFlow(_ key: Key) -> Bool {
        if key.isQuoted { return true }
        var start = key.start
        while start > line.startIndex, Self.isBlank(line[start - 1]) { start -= 1 }
        return start > line.startIndex && "{[(,".utf8.contains(line[start - 1])
    }

    /// The value after the separator at `position`.
    func value(after position: Int) -> Value {
        var start = position + 1
        if line[position] == UInt8(ascii: "="), start < line.endIndex, line[start] == UInt8(ascii: ">") {
            start += 1
        }
        return value(from: start, isYAML: line[position] == UInt8(ascii: ":"))
    }

    /// The value that begins at `start` or after the blanks there.
    func value(from start: Int, isYAML: Bool) -> Value {
        var rest = line[start...].drop(while: Self.isBlank)
        if isYAML { rest = Self.droppingMarks(rest) }
        if rest.first == UInt8(ascii: "["), rest.dropFirst().first.map(Self.isQuote) == true {
            rest = rest.dropFirst()
        }
        guard let first = rest.first else {
            return Value(text: rest, quote: nil, isClosed: true, end: line.endIndex)
        }
        if Self.isQuote(first) { return Self.quoted(rest) }
        // A comment needs a blank before it: "key: # none" has no value.
        if first == UInt8(ascii: "#"), rest.startIndex > start {
            return Value(text: rest.prefix(0), quote: nil, isClosed: true, end: line.endIndex)
        }
        let word = rest.prefix(Self.valueByteLimit).prefix { !Self.isBlank($0) && !",;".utf8.contains($0) }
        return Value(text: word, quote: nil, isClosed: true, end: word.endIndex)
    }

    /// Where all of a value ends, up to the next key or the end of the line.
    func end(of value: Value, after position: Int, of key: Key) -> Int {
        if value.quote != nil { return value.end }
        let isSpaced = position > line.startIndex && Self.isBlank(line[position - 1])
        if line[position] == UInt8(ascii: "="), !isSpaced { return value.end }
        // A list or an object has keys of its own.
        if let first = value.text.first, "{[".utf8.contains(first), !value.text.starts(with: "{{".utf8) {
            return position + 1
        }
        guard isInFlow(key) else { return line.endIndex }
        return line[value.end...].firstIndex { ",}])".utf8.contains($0) } ?? line.endIndex
    }

    /// Whether anything but a comment or closing brackets stands after a value.
    func hasMore(after value: Value) -> Bool {
        let rest = line[value.end...].drop { Self.isBlank($0) || ",;}])/>".utf8.contains($0) }
        return !rest.isEmpty && rest.first != UInt8(ascii: "#")
    }

    /// A value without YAML's anchor and the tags that leave it as it is.
    private static func droppingMarks(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = value
        while let first = value.first, first == UInt8(ascii: "&") || first == UInt8(ascii: "!") {
            let mark = value.prefix(keyByteLimit).prefix { !isBlank($0) }
            let isKept =
                first == UInt8(ascii: "&")
                || ["!unsafe", "!!str", "!str"].contains { mark.elementsEqual($0.utf8) }
            guard isKept, mark.endIndex < value.endIndex else { return value }
            value = value[mark.endIndex...].drop(while: isBlank)
        }
        return value
    }

    private static func quoted(_ text: ArraySlice<UInt8>) -> Value {
        let quote = text[text.startIndex]
        var isEscaped = false
        var position = text.startIndex + 1
        while position < text.endIndex, text[position] != quote || isEscaped {
            isEscaped = text[position] == UInt8(ascii: "\\") && !isEscaped
            position += 1
        }
        let inside = text[(text.startIndex + 1)..<position].prefix(valueByteLimit)
        let isClosed = position < text.endIndex
        return Value(text: inside, quote: quote, isClosed: isClosed, end: isClosed ? position + 1 : position)
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
}
