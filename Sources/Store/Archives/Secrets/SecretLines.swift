/// Finds what should not be shared in a text, line by line.
struct SecretLines {
    /// What a line has; the value is not kept.
    struct Match: Equatable {
        /// From 1.
        let line: Int
        let kind: SecretFinding.Kind
        let name: String?
    }

    private static let limit = 100
    private let tokens = SecretTokens()
    private var matches: [Match] = []
    private var lineNumber = 0
    /// A YAML key whose value stands on the lines below it, and how far the key is indented.
    private var pending: (match: Match, indentation: Int)?

    private init() {}

    /// The matches in a text, at most a hundred.
    static func matches(in text: [UInt8]) -> [Match] {
        var lines = SecretLines()
        var rest = text[...]
        while !rest.isEmpty, lines.matches.count < limit {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[..<end]
            lines.read(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            rest = rest[min(end + 1, rest.endIndex)...]
        }
        return lines.matches
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        lineNumber += 1
        if let begin = Self.position(of: "-----BEGIN ", in: line),
            Self.contains(line[begin...], "PRIVATE KEY")
        {
            pending = nil
            return add(.privateKey)
        }
        if line.starts(with: "PuTTY-User-Key-File-".utf8) { return add(.privateKey) }
        if endsPending(with: line) { return }
        let count = matches.count
        readSettings(of: line)
        if matches.count == count, let kind = tokens.kind(in: line) { add(kind) }
    }

    private mutating func readSettings(of line: ArraySlice<UInt8>) {
        let settings = SettingLine(line: line)
        let isComment = Self.isComment(line)
        var position = line.startIndex
        while let separator = line[position...].firstIndex(where: Self.isSeparator) {
            position = separator + 1
            if line[separator...].starts(with: "://".utf8) {
                if SecretTokens.hasPasswordInURL(line, after: separator + 3) { add(.password) }
            } else if let setting = settings.setting(at: separator) {
                // In a comment "password: see the wiki" is prose.
                if !isComment || !setting.hasMore { take(setting, of: line) }
                position = max(position, setting.end)
            } else if Self.isAuthorization(line, at: separator) {
                add(.token, "Authorization")
            }
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=")
    }

    private mutating func take(_ setting: SettingLine.Setting, of line: ArraySlice<UInt8>) {
        let isBlock =
            !setting.isQuoted && (setting.value.isEmpty || "|>".contains(setting.value.first ?? " "))
        if isBlock, !setting.isAssignment, !setting.hasMore {
            pending = (Match(line: lineNumber, kind: setting.kind, name: setting.key), Self.indentation(line))
        } else if Self.isCount(setting) {
            return
        } else if SecretValues.isSecret(setting) {
            add(setting.kind, setting.key)
        }
    }

    /// "num_pass = 2" counts passes, "max_token: 30" tokens.
    private static func isCount(_ setting: SettingLine.Setting) -> Bool {
        let isNumber = setting.value.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        return isNumber && setting.value.utf8.count < (setting.kind == .password ? 3 : 6)
    }

    /// Looks whether the line is the value of the key before it.
    private mutating func endsPending(with line: ArraySlice<UInt8>) -> Bool {
        guard let (match, indentation) = pending else { return false }
        let text = line.drop(while: SettingLine.isBlank)
        guard !text.isEmpty else { return true }
        pending = nil
        guard Self.indentation(line) > indentation, !Self.isComment(line) else { return false }
        let isNested =
            text.starts(with: "- ".utf8) || text.last == UInt8(ascii: ":") || Self.contains(text, ": ")
        let value = String(decoding: text.prefix(200), as: UTF8.self)
        guard !isNested, SecretValues.isSecret(value) else { return false }
        matches.append(match)
        return true
    }

    private mutating func add(_ kind: SecretFinding.Kind, _ name: String? = nil) {
        let match = Match(line: lineNumber, kind: kind, name: name)
        if matches.last != match { matches.append(match) }
    }

    private static func isAuthorization(_ line: ArraySlice<UInt8>, at colon: Int) -> Bool {
        let header = line[..<colon].suffix(13).map { $0 | 0x20 }
        guard header.elementsEqual("authorization".utf8) else { return false }
        let words = line[(colon + 1)...].prefix(200).split {
            SettingLine.isBlank($0) || $0 == UInt8(ascii: "\"")
        }
        guard words.count > 1,
            ["bearer", "basic", "token"].contains(String(decoding: words[0], as: UTF8.self).lowercased())
        else { return false }
        return SecretValues.isSecret(String(decoding: words[1], as: UTF8.self))
    }

    private static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.drop(while: SettingLine.isBlank)
        return text.first == UInt8(ascii: "#") || text.first == UInt8(ascii: ";")
            || text.starts(with: "//".utf8)
    }

    private static func indentation(_ line: ArraySlice<UInt8>) -> Int {
        line.prefix(while: SettingLine.isBlank).count
    }

    private static func contains(_ line: ArraySlice<UInt8>, _ word: String) -> Bool {
        position(of: word, in: line) != nil
    }

    private static func position(of word: String, in line: ArraySlice<UInt8>) -> Int? {
        let word = Array(word.utf8)
        return line.indices.first { line[$0] == word[0] && line[$0...].starts(with: word) }
    }
}
