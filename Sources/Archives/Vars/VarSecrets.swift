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

    /// Whether a value is one that must not be kept.
    static func isSecret(_ text: String, name: String?) -> Bool {
        if text.isEmpty { return false }
        return text.hasPrefix(vault)
            || !SecretLines.matches(in: Array(setting(text, name: name).utf8)).isEmpty
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
