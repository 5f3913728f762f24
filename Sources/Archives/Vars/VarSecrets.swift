import Model

/// Looks at names and values as they are read, without the escapes and quotes of their file.
///
/// The search for secrets reads the text of a file. "p\u0061ssword" is a password only here.
enum VarSecrets {
    private static let vault = "$ANSIBLE_VAULT"
    /// Stands for a key that is itself a secret.
    private static let hiddenName = "(secret)"
    /// Shorter keys can hold no token.
    private static let shortestToken = 12

    /// Keys that hold the name of a setting of which another key has the value.
    private static let keysOfNames = ["name", "key", "variable", "var", "env", "option"]
    private static let keysOfValues: Set<String> = ["value", "val", "default", "content", "data"]

    /// Whether a value is one that must not be kept.
    static func isSecret(_ text: String, name: String?) -> Bool {
        if text.isEmpty { return false }
        if text.hasPrefix(vault) || holdsSecret(setting(text, name: name)) { return true }
        guard let name else { return false }
        let singular = SecretNames.singular(Array(name.utf8)[...])
        return singular.count < name.utf8.count
            && holdsSecret(setting(text, name: String(decoding: singular, as: UTF8.self)))
    }

    /// Whether nothing below a key may be kept.
    static func asksForSecrets(below name: String) -> Bool {
        SecretNames.asksForSecrets(belowKey: Array(name.utf8)[...])
    }

    /// Whether a text begins a private key, whose other lines look like nothing in particular.
    static func beginsKey(_ text: String) -> Bool {
        // Most values are a few bytes, and a search costs more than they do.
        text.utf8.contains(UInt8(ascii: "-")) && text.contains("-----BEGIN ") && text.contains("PRIVATE KEY")
    }

    /// The members of a map, without the value of a setting whose name stands beside it and asks for a secret.
    static func withholding(_ members: [VarNode.Member]) -> [VarNode.Member] {
        let node = VarNode.map(members)
        guard keysOfNames.contains(where: { node.text(of: $0).map(asksForSecrets) ?? false }) else {
            return members
        }
        return members.map {
            keysOfValues.contains($0.name)
                ? VarNode.Member(name: $0.name, node: .value(.withheld(.secret))) : $0
        }
    }

    private static func holdsSecret(_ setting: String) -> Bool {
        !SecretLines.matches(in: Array(setting.utf8)).isEmpty
    }

    /// A key as it may be shown.
    static func name(_ text: String) -> String {
        guard text.utf8.count >= shortestToken, !SecretLines.matches(in: Array(text.utf8)).isEmpty else {
            return text
        }
        return hiddenName
    }

    /// The value as YAML writes it under its key.
    private static func setting(_ text: String, name: String?) -> String {
        let key = name.map { "\($0): " } ?? ""
        if text.utf8.contains(UInt8(ascii: "\n")) {
            return "\(key)|\n  " + text.split(separator: "\n").joined(separator: "\n  ")
        }
        guard let quote = "\"'".first(where: { !text.contains($0) }) else { return key + text }
        return "\(key)\(quote)\(text)\(quote)"
    }
}
