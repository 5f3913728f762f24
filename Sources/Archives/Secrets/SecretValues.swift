import Model
import System

/// Tells a secret from what only stands for one: a template, a variable, a vaulted value, a placeholder.
enum SecretValues {
    /// Whether a value where a secret is asked for is one.
    static func isSecret(_ value: SettingLine.Value, of demand: SecretNames.Demand) -> Bool {
        guard !isCount(value.text, demand.kind), !demand.isWeak || isOdd(value.text) else { return false }
        guard value.quote != nil || !isExpression(value.text) else { return false }
        return isSecret(value.text)
    }

    /// Whether a text where a secret is asked for is one.
    static func isSecret(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.contains(where: { !SettingLine.isBlank($0) }) else { return false }
        if isTemplate(bytes) { return hasDefault(bytes) || hasShellDefault(bytes) }
        let text = bytes.prefix(200)
        let lower = text.map(\.lowercased)
        return !isVariable(text) && !isPlaceholder(lower) && !isReference(lower)
    }

    /// Whether a text is no plain word, nor a number: "hunter2", but neither "linear" nor "FILE" nor "1000".
    static func isOdd(_ bytes: ArraySlice<UInt8>) -> Bool {
        var (hasUpper, hasLower, hasDigit, hasSign) = (false, false, false, false)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasUpper = true
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLower = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): break
            default: hasSign = true
            }
        }
        return hasLower && (hasUpper || hasDigit) || (hasLower || hasUpper || hasDigit) && hasSign
    }

    /// "num_password: 2" counts passwords, "max_token: 100000" tokens.
    private static func isCount(_ text: ArraySlice<UInt8>, _ kind: SecretFinding.Kind) -> Bool {
        (kind == .token || kind == .password && text.count < 3)
            && text.allSatisfy {
                $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
            }
    }

    private static let templateMarks: [[UInt8]] = ["{{", "{%", "${", "$(", "<%", "%("].map { Array($0.utf8) }

    private static func isTemplate(_ text: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in text {
            if templateMarks.contains(where: { $0[0] == previous && $0[1] == byte }) { return true }
            previous = byte
        }
        return false
    }

    private static let defaultCall = Array("default(".utf8)

    /// Whether a template falls back on a secret: "{{ vault_password | default('hunter2') }}".
    private static func hasDefault(_ text: ArraySlice<UInt8>) -> Bool {
        guard let call = SecretLines.position(of: defaultCall, in: text) else { return false }
        let argument = text[(call + defaultCall.count)...].drop { $0 == UInt8(ascii: "\\") }
        guard let quote = argument.first, SettingLine.isQuote(quote) else { return false }
        let literal = argument.dropFirst().prefix { $0 != quote && $0 != UInt8(ascii: "\\") }
        return !isTemplate(literal) && isSecret(literal)
    }

    /// Whether a variable falls back on a secret: "${PASSWORD:-hunter2}", and "${PASSWORD:hunter2}" as Spring writes it.
    private static func hasShellDefault(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.starts(with: "${".utf8) else { return false }
        let rest = text.dropFirst(2).drop {
            SecretTokens.isWord($0) && $0 != UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        let hasColon = rest.first == UInt8(ascii: ":")
        var literal = hasColon ? rest.dropFirst() : rest
        if let sign = literal.first, "-=".utf8.contains(sign) {
            literal = literal.dropFirst()
        } else if !hasColon
            || literal.first.map({ "?+ $".utf8.contains($0) || $0.isDigit }) ?? true
        {
            // "${NAME:?message}", "${NAME:0:3}".
            return false
        }
        literal = literal.prefix { $0 != UInt8(ascii: "}") }
        return !isTemplate(literal) && isSecret(literal)
    }

    /// Whether a text is long and of no words: "eggcA680td21K7Ndw6lv3CuaPDcSHGPP".
    static func isRandom(_ text: ArraySlice<UInt8>) -> Bool {
        guard (16...512).contains(text.count) else { return false }
        var (hasUpper, hasLower, digits, signs) = (false, false, 0, 0)
        for byte in text {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasUpper = true
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLower = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"): signs += 1
            case UInt8(ascii: "+"), UInt8(ascii: "="): break
            default: return false
            }
        }
        // "2026-11-23-rig-4k" and "a/b/c.d" are names.
        guard signs * 10 <= text.count, digits > 1, text.first != UInt8(ascii: "/") else { return false }
        return hasUpper && hasLower
            || (hasUpper || hasLower) && text.count >= 32 && digits * 6 >= text.count && signs == 0
    }

    /// "$NAME" and "%NAME%", and vaulted; but not the hash of a password, as crypt(5) writes it, nor "$3cr3t!".
    private static func isVariable(_ text: ArraySlice<UInt8>) -> Bool {
        switch text.first {
        case UInt8(ascii: "`"): return true
        case UInt8(ascii: "$"):
            // Any byte of a character outside ASCII counts as a letter.
            let rest = text.dropFirst().drop { $0.isLetterOrDigit || $0 >= 0x80 || $0 == UInt8(ascii: "_") }
            return rest.first.map("/.:;".utf8.contains) ?? true
        case UInt8(ascii: "%"): return text.last == UInt8(ascii: "%") && text.count > 1
        default: return false
        }
    }

    private static let placeholders = Set(
        [
            "true", "false", "yes", "no", "on", "off", "null", "nil", "none", "~", "undefined", "omit",
            "string",
            "str", "todo", "tbd", "redacted", "[redacted]", "hidden", "masked", "removed", "placeholder",
            "example",
            "dummy", "vaulted", "required", "optional", "mandatory", "unset", "empty", "missing", "unknown",
            "prompt",
            "read", "write",
            "%s", "%d", "\\", "changeme", "change_me", "change-me", "replaceme", "replace_me", "replace-me",
        ].map { Array($0.utf8) })

    /// What nobody would use, or everybody knows.
    private static func isPlaceholder(_ lower: [UInt8]) -> Bool {
        let word = lower.drop { $0 == UInt8(ascii: "[") }.prefix { !"]),.:`".utf8.contains($0) }
        if placeholders.contains(lower) || word.count < lower.count && placeholders.contains(Array(word)) {
            return true
        }
        if isBetweenMarks(lower) || beginsOfPlaceholders.contains(where: { lower.starts(with: $0) }) {
            return true
        }
        return lower.allSatisfy { $0 == UInt8(ascii: "*") }
            || lower.count > 2 && lower.allSatisfy("x.-_".utf8.contains)
    }

    private static let beginsOfPlaceholders = ["<", "your_", "your-"].map { Array($0.utf8) }

    private static let marks = [("__", "__"), ("@", "@"), ("{", "}"), ("[", "]")].map {
        (begin: Array($0.utf8), end: Array($1.utf8))
    }

    /// "__PASSWORD__", "@@PASSWORD@@", "{password}", "[MASK]".
    private static func isBetweenMarks(_ text: [UInt8]) -> Bool {
        marks.contains { text.starts(with: $0.begin) && text.suffix($0.end.count).elementsEqual($0.end) }
    }

    private static let references = [
        "var.", "local.", "data.", "module.", "vault:", "op://", "arn:", "ssm:", "env:", "file:",
        "secretref:", "keyring:", "enc[", "process.env",
        "os.environ", "@/",
    ].map { Array($0.utf8) }

    private static let fileEndings = [
        ".pem", ".key", ".p12", ".pfx", ".jks", ".crt", ".txt", ".yml", ".yaml", ".json", ".conf", ".cnf",
        ".env",
        ".asc", ".gpg", ".pub",
    ].map { Array($0.utf8) }

    private static let beginsOfPaths = ["/", "~/", "./", "../"].map { Array($0.utf8) }

    /// Of a package whose name ends like a key: "^5.0.1", ">=2".
    private static func isVersion(_ lower: [UInt8]) -> Bool {
        let number = lower.drop { "^~<>=".utf8.contains($0) }
        return number.count < lower.count && number.first?.isDigit == true
            && number.allSatisfy { $0.isDigit || ".x*".utf8.contains($0) }
    }

    /// Where the secret is instead: another key, a path, a secret store.
    private static func isReference(_ lower: [UInt8]) -> Bool {
        if references.contains(where: { lower.starts(with: $0) }) || isVersion(lower) { return true }
        let isFile = fileEndings.contains { lower.suffix($0.count).elementsEqual($0) }
        if isFile, !lower.contains(UInt8(ascii: " ")) { return true }
        return beginsOfPaths.contains(where: { lower.starts(with: $0) })
            && lower.split(separator: UInt8(ascii: "/")).count > 1
            && !lower.contains(where: "+=".utf8.contains)
    }

    /// Of an unquoted value: a YAML tag or alias, the begin of a list or an object, a call.
    private static func isExpression(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        if "[{(*!".utf8.contains(first) { return true }
        let name = text.prefix { SecretTokens.isWord($0) || $0 == UInt8(ascii: ".") }
        return !name.isEmpty && name.endIndex < text.endIndex && "([".utf8.contains(text[name.endIndex])
    }
}
