import Model

/// Finds what should not be shared in a text, line by line.
struct SecretLines {
    /// What a line has; the value is not kept.
    struct Match: Equatable {
        /// From 1.
        let line: Int
        let kind: SecretFinding.Kind
        let name: String?
    }

    /// A value that goes on below the line of its key: nothing in it is read as a setting, so that no part of it
    /// is taken for a name.
    private enum Continuation {
        /// Of a block scalar, whose first line tells whether it is a secret.
        case block(Match)
        /// Of a key with nothing after it: a value, a list of them, or settings of their own.
        case below(Match, SecretNames.Demand, isQuoted: Bool)
        /// Of a list whose first item was judged.
        case items
        /// Of a value that was judged.
        case rest
        /// Up to a quote, for so many lines at most.
        case quoted(UInt8, lineCount: Int)
    }

    private static let limit = 100
    private static let quotedLineLimit = 20
    private let isCode: Bool
    private var matches: [Match] = []
    private var lineNumber = 0
    private var continuation: (kind: Continuation, column: Int)?
    private var templates = TemplateMarks()
    /// "name: DB_PASSWORD", whose value stands under "value" after it or on the next line.
    private var named: (line: Int, name: ArraySlice<UInt8>, demand: SecretNames.Demand)?

    private init(isCode: Bool) {
        self.isCode = isCode
    }

    /// The matches in a text, at most a hundred; in code what has no quotes is no value.
    static func matches(in text: [UInt8], isCode: Bool = false) -> [Match] {
        var lines = SecretLines(isCode: isCode)
        var rest = text[...]
        while !rest.isEmpty, lines.matches.count < limit {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[..<end]
            lines.read(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            rest = rest[min(end + 1, rest.endIndex)...]
        }
        return lines.matches
    }

    private static let keyBegin = Array("-----BEGIN ".utf8)
    private static let keyKind = Array("PRIVATE KEY".utf8)

    private mutating func read(_ line: ArraySlice<UInt8>) {
        lineNumber += 1
        if let begin = Self.position(of: Self.keyBegin, in: line),
            Self.position(of: Self.keyKind, in: line[begin...]) != nil
        {
            if let column = continuation?.column { continuation = (.rest, column) }
            return add(.privateKey)
        }
        if line.starts(with: "PuTTY-User-Key-File-".utf8) { return add(.privateKey) }
        templates.begin(line)
        if isContinuation(line) { return }
        let count = matches.count
        if let named, named.line < lineNumber - 1 { self.named = nil }
        readSettings(of: line)
        if matches.count == count, !Self.isComment(line), CommandWords.hasPassword(line) { add(.password) }
        if matches.count == count, let kind = SecretTokens.kind(in: line) { add(kind) }
        if matches.count == count, SecretTokens.hasPasswordHash(line) { add(.password) }
    }

    private mutating func readSettings(of line: ArraySlice<UInt8>) {
        let settings = SettingLine(line: line)
        let isComment = Self.isComment(line)
        var position = line.startIndex
        // Of the last setting's value, in which whatever looks like a key may be part of a secret.
        var valueEnd = line.startIndex
        while let separator = line[position...].firstIndex(where: Self.isSeparator) {
            position = separator + 1
            if line[separator...].starts(with: "://".utf8) {
                if SecretTokens.hasPasswordInURL(line, after: separator + 3) { add(.password) }
                continue
            }
            guard let key = settings.key(before: separator) else { continue }
            let isInside = key.start < valueEnd
            let asked = SecretNames.demand(ofKey: key.text)
            if Self.isAuthorization(line, at: separator) { add(.token, "Authorization") }
            // To read a value at every separator inside another value would cost their product.
            if isInside, asked == nil { continue }
            let value = settings.value(after: separator)
            if settings.endsQuote(value, of: key) { continue }
            let end = isInside ? value.end : settings.end(of: value, after: separator, of: key)
            if let (demand, name) = asked.map({ ($0, nil) }) ?? demand(key, value) {
                let isHidden = isInside || !settings.isApart(key)
                let match = Match(
                    line: lineNumber, kind: demand.kind,
                    name: isHidden ? nil : String(decoding: name ?? key.text, as: UTF8.self))
                let isProse = isComment || line[separator] == UInt8(ascii: ":") && settings.isInProse(key)
                // "password: see the wiki" is prose.
                if !isProse || !settings.hasMore(after: value) {
                    // In a template, as in code, what has no quotes is an expression.
                    let isQuoted = value.quote != nil
                    if isQuoted || !templates.isOpen(at: separator) { take(value, match, demand) }
                    if !isInside, !isComment { open(value, match, demand, key, at: separator, of: settings) }
                    position = max(position, end)
                }
            }
            valueEnd = max(valueEnd, end)
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=")
    }

    /// What a key asks for because of the name that another setting has said.
    private mutating func demand(
        _ key: SettingLine.Key, _ value: SettingLine.Value
    ) -> (SecretNames.Demand, name: ArraySlice<UInt8>?)? {
        if key.text.elementsEqual("value".utf8), let named {
            self.named = nil
            return (named.demand, named.name)
        }
        if key.text.elementsEqual("name".utf8) || key.text.elementsEqual("key".utf8) {
            named = SecretNames.demand(ofKey: value.text).map { (lineNumber, value.text, $0) }
        }
        if SecretValues.isRandom(value.text), let demand = SecretNames.demand(ofKeyWithRandomValue: key.text)
        {
            return (demand, nil)
        }
        return nil
    }

    private mutating func take(_ value: SettingLine.Value, _ match: Match, _ demand: SecretNames.Demand) {
        if value.quote == nil, isCode || Self.isBlock(value.text) { return }
        if SecretValues.isSecret(value, of: demand) { add(match.kind, match.name) }
    }

    private static func isBlock(_ text: ArraySlice<UInt8>) -> Bool {
        text.count < 4 && (text.first == UInt8(ascii: "|") || text.first == UInt8(ascii: ">"))
    }

    /// Remembers a value that goes on below.
    private mutating func open(
        _ value: SettingLine.Value, _ match: Match, _ demand: SecretNames.Demand, _ key: SettingLine.Key,
        at separator: Int, of settings: SettingLine
    ) {
        let column = key.start - settings.line.startIndex
        if let quote = value.quote {
            if !value.isClosed { continuation = (.quoted(quote, lineCount: Self.quotedLineLimit), column) }
        } else if settings.line[separator] == UInt8(ascii: ":"), !isCode, !settings.hasMore(after: value) {
            if value.text.isEmpty {
                continuation = (.below(match, demand, isQuoted: key.isQuoted), column)
            } else {
                continuation = (Self.isBlock(value.text) ? .block(match) : .rest, column)
            }
        }
    }

    /// Whether a line belongs to the value of a key above it.
    private mutating func isContinuation(_ line: ArraySlice<UInt8>) -> Bool {
        guard let (kind, column) = continuation else { return false }
        let text = line.drop(while: SettingLine.isBlank)
        if case .quoted(let quote, let count) = kind {
            let isLast = text.contains(quote) || count == 1
            continuation = isLast ? nil : (.quoted(quote, lineCount: count - 1), column)
            return true
        }
        guard !text.isEmpty else { return true }
        let indentation = text.startIndex - line.startIndex
        let isItem = text.starts(with: "- ".utf8)
        switch kind {
        case .rest where indentation > column: return true
        case .items where indentation > column || isItem && indentation == column: return true
        case .block(let match) where indentation > column:
            if SecretValues.isSecret(text.prefix(1024)) { matches.append(match) }
            continuation = (.rest, column)
            return true
        case .below(let match, let demand, let isQuoted):
            if Self.isComment(line) { return false }
            let isValue =
                indentation > column || isItem && indentation == column
                || isQuoted && text.first.map(SettingLine.isQuote) == true
            if isValue, !Self.isSetting(text), !isItem || match.kind == .password {
                return takeBelow(isItem ? text.dropFirst(2) : text, match, demand, isItem, column)
            }
        default: break
        }
        continuation = nil
        return false
    }

    private mutating func takeBelow(
        _ text: ArraySlice<UInt8>, _ match: Match, _ demand: SecretNames.Demand, _ isItem: Bool, _ column: Int
    ) -> Bool {
        // Read as the value of a key without a name.
        let value = SettingLine(line: text).value(from: text.startIndex, isYAML: true)
        if SecretValues.isSecret(value, of: demand) { matches.append(match) }
        continuation = (isItem ? .items : .rest, column)
        return true
    }

    /// Whether a line below a key is a setting, and no value of that key.
    private static func isSetting(_ text: ArraySlice<UInt8>) -> Bool {
        text.last == UInt8(ascii: ":") || position(of: mappingMark, in: text) != nil
            || position(of: quotedMappingMark, in: text) != nil
    }

    private static let mappingMark = Array(": ".utf8)
    private static let quotedMappingMark = Array("\":".utf8)

    private mutating func add(_ kind: SecretFinding.Kind, _ name: String? = nil) {
        let match = Match(line: lineNumber, kind: kind, name: name)
        if matches.last != match { matches.append(match) }
    }

    private static func isAuthorization(_ line: ArraySlice<UInt8>, at colon: Int) -> Bool {
        var end = colon
        if end > line.startIndex, SettingLine.isQuote(line[end - 1]) { end -= 1 }
        let header = line[..<end].suffix(13)
        guard header.count == 13, header.elementsEqual("authorization".utf8, by: { $0 | 0x20 == $1 }) else {
            return false
        }
        let words = line[(colon + 1)...].prefix(200).split {
            SettingLine.isBlank($0) || SettingLine.isQuote($0)
        }
        guard words.count > 1,
            ["bearer", "basic", "token"].contains(String(decoding: words[0], as: UTF8.self).lowercased())
        else { return false }
        return SecretValues.isSecret(words[1])
    }

    private static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.drop(while: SettingLine.isBlank)
        return text.first == UInt8(ascii: "#") || text.first == UInt8(ascii: ";")
            || text.starts(with: "//".utf8)
    }

    static func position(of word: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
        line.indices.first { line[$0] == word[0] && line[$0...].starts(with: word) }
    }
}
