/// Tells a secret from what only stands for one: a template, a variable, a vaulted value, a placeholder.
enum SecretValues {
    /// Whether the value of a setting whose key asks for a secret is one.
    static func isSecret(_ setting: SettingLine.Setting) -> Bool {
        guard isSecret(setting.value) else { return false }
        return setting.isQuoted || !isExpression(setting.value) && !isOtherKey(setting)
    }

    /// Whether a text where a secret is asked for is one.
    static func isSecret(_ text: String) -> Bool {
        !text.isEmpty && !isTemplate(text) && !isVariable(text) && !isPlaceholder(text) && !isReference(text)
    }

    private static func isTemplate(_ text: String) -> Bool {
        ["{{", "{%", "${", "$(", "<%", "%("].contains { text.contains($0) }
    }

    /// "$NAME" and "%NAME%", and vaulted; but not the hash of a password, as crypt(5) writes it, nor "$3cr3t!".
    private static func isVariable(_ text: String) -> Bool {
        if text.hasPrefix("$") {
            let rest = text.dropFirst().drop { $0.isLetter || $0.isNumber || $0 == "_" }
            return rest.isEmpty || "/.:;".contains(rest.first ?? " ")
        }
        return text.hasPrefix("%") && text.hasSuffix("%") && text.utf8.count > 1
    }

    private static let placeholders: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "null", "nil", "none", "~", "undefined", "omit", "string",
        "str", "todo", "tbd", "redacted", "[redacted]", "hidden", "masked", "removed", "placeholder",
        "example",
        "dummy", "vaulted", "changeme", "change_me", "change-me", "replaceme", "replace_me", "replace-me",
    ]

    /// What nobody would use, or everybody knows.
    private static func isPlaceholder(_ text: String) -> Bool {
        let lower = text.lowercased()
        if placeholders.contains(lower) || text.hasPrefix("<") || lower.hasPrefix("your_")
            || lower.hasPrefix("your-")
        {
            return true
        }
        return text.utf8.allSatisfy { $0 == UInt8(ascii: "*") }
            || text.utf8.count > 2 && Set(lower.utf8).isSubset(of: "x.-_".utf8)
    }

    private static let references = [
        "vault:", "op://", "arn:", "ssm:", "env:", "file:", "secretref:", "keyring:", "enc[", "process.env",
        "os.environ", "@/",
    ]

    /// Where the secret is instead: another key, a path, a secret store.
    private static func isReference(_ text: String) -> Bool {
        let lower = text.lowercased()
        if references.contains(where: lower.hasPrefix) { return true }
        let isPath = ["/", "~/", "./", "../"].contains(where: text.hasPrefix)
        return isPath && text.split(separator: "/").count > 1 && !text.contains { "+=".contains($0) }
    }

    /// Of an unquoted value: a YAML tag or alias, the begin of a list or an object, a call.
    private static func isExpression(_ text: String) -> Bool {
        guard let first = text.first else { return true }
        if "[{(*".contains(first) { return true }
        if first == "!" { return text != "!unsafe" && text != "!!str" && text != "!str" }
        let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        return !name.isEmpty && text.dropFirst(name.count).first == "("
    }

    /// In code "password = args.password" and "token=auth_token" hand on what is elsewhere.
    private static func isOtherKey(_ setting: SettingLine.Setting) -> Bool {
        guard setting.isAssignment, SecretNames.kind(ofKey: setting.value) != nil else { return false }
        let (key, value) = (SecretNames.words(setting.key), SecretNames.words(setting.value))
        return setting.value.contains(".") || value.suffix(key.count) == key[...]
    }
}
