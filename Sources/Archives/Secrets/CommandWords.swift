/// Passwords that commands and directives take as a word of their own: "--password hunter2", "requirepass hunter2".
struct CommandWords {
    private enum Expectation {
        case nothing
        /// Of an option: a word that is no plain one, for "--password to set it" is prose.
        case odd
        case password
        /// "user:password".
        case pair
    }

    private static let directives: [[UInt8]] = ["requirepass", "masterauth", "rootpw"].map { Array($0.utf8) }
    private static let passwordCommand = Array("sshpass".utf8)
    /// For these, "-phunter2" has a password, but a separate word after "-p" is not one.
    private static let attachedCommands = ["mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump"].map
    {
        Array($0.utf8)
    }
    private static let pairCommand = Array("curl".utf8)
    private static let netrcBegin = Array("machine".utf8)
    private static let netrcPassword = Array("password".utf8)

    private var isPasswordCommand = false
    private var isAttachedCommand = false
    private var isPairCommand = false
    private var isNetrc = false
    private var expectation = Expectation.nothing

    private init() {}

    /// Whether one of the words of a line is a password.
    static func hasPassword(_ line: ArraySlice<UInt8>) -> Bool {
        var words = CommandWords()
        var isFirst = true
        var rest = line.drop(while: SettingLine.isBlank)
        while !rest.isEmpty {
            let word = rest.prefix { !SettingLine.isBlank($0) }
            rest = rest[word.endIndex...].drop(while: SettingLine.isBlank)
            if words.endsInPassword(word) { return true }
            if isFirst { words.begin(with: word) }
            isFirst = false
        }
        return false
    }

    private mutating func begin(with word: ArraySlice<UInt8>) {
        isNetrc = word.elementsEqual(Self.netrcBegin)
        if Self.directives.contains(where: word.elementsEqual) { expectation = .password }
        let isName = word.allSatisfy { SecretTokens.isWord($0) }
        if isName, expectation == .nothing, SecretNames.demand(ofKey: word)?.isWeak == false {
            expectation = .odd
        }
    }

    private mutating func endsInPassword(_ word: ArraySlice<UInt8>) -> Bool {
        let text = word.drop(while: SettingLine.isQuote)
        defer { expectation = expectation(after: text) }
        guard text.first != UInt8(ascii: "-") else {
            return (isPasswordCommand || isAttachedCommand) && text.starts(with: "-p".utf8)
                && Self.isSecret(text.dropFirst(2))
        }
        switch expectation {
        case .nothing: return false
        case .odd: return SecretValues.isOdd(Self.plain(text)) && Self.isSecret(text)
        case .password: return Self.isSecret(text)
        case .pair:
            return text.firstIndex(of: UInt8(ascii: ":")).map { Self.isSecret(text[($0 + 1)...]) } ?? false
        }
    }

    private mutating func expectation(after word: ArraySlice<UInt8>) -> Expectation {
        if word.first != UInt8(ascii: "-") {
            isPasswordCommand = isPasswordCommand || word.elementsEqual(Self.passwordCommand)
            isPairCommand = isPairCommand || word.elementsEqual(Self.pairCommand)
            isAttachedCommand = isAttachedCommand || Self.attachedCommands.contains(where: word.elementsEqual)
            return isNetrc && word.elementsEqual(Self.netrcPassword) ? .password : .nothing
        }
        if isPasswordCommand, word.elementsEqual("-p".utf8) { return .password }
        if isPairCommand, word.elementsEqual("-u".utf8) || word.elementsEqual("--user".utf8) { return .pair }
        return word.starts(with: "--".utf8) && SecretNames.demand(ofKey: word.dropFirst(2)) != nil
            ? .odd : .nothing
    }

    /// A word without the quote or the point after it.
    private static func plain(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var word = word.prefix { !SettingLine.isQuote($0) }
        while let last = word.last, ".,;:)]`".utf8.contains(last) { word.removeLast() }
        return word
    }

    private static func isSecret(_ word: ArraySlice<UInt8>) -> Bool {
        SecretValues.isSecret(word.drop(while: SettingLine.isQuote).prefix { !SettingLine.isQuote($0) })
    }
}
