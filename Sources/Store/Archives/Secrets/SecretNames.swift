/// Which names ask for a secret: keys of settings, and files.
enum SecretNames {
    private static let keys: [(ending: [String], kind: SecretFinding.Kind)] = [
        (["password"], .password), (["passwd"], .password), (["passphrase"], .password),
        (["pass"], .password),
        (["pwd"], .password),
        (["token"], .token),
        (["secret"], .secret), (["secret", "key"], .secret), (["api", "key"], .secret), (["apikey"], .secret),
        (["private", "key"], .secret), (["encryption", "key"], .secret), (["signing", "key"], .secret),
        (["master", "key"], .secret), (["auth", "key"], .secret), (["shared", "key"], .secret),
        (["secret", "access", "key"], .cloudKey), (["account", "key"], .cloudKey),
        (["access", "key"], .cloudKey),
    ]
    /// Words that may be written together with what stands before them, as in PGPASSWORD.
    private static let wordEndings = ["password", "passwd", "passphrase"]
    /// sudoers(5) and the like: the wish for no password.
    private static let negations: Set<String> = ["nopassword", "nopasswd", "no_password", "no_passwd"]

    /// Of all these words, in either case.
    private static let lastBytes = Array("dDeEsSnNtTyY".utf8)

    /// What the value of a key is, such as a token for "api_token" or "apiToken"; nil for any other key.
    static func kind(ofKey key: String) -> SecretFinding.Kind? {
        // Nearly every key of a file ends here, without the cost of its words.
        guard lastBytes.contains(key.utf8.last ?? 0) else { return nil }
        let words = words(key)
        guard let last = words.last, !negations.contains(words.suffix(2).joined(separator: "_")),
            !negations.contains(last)
        else { return nil }
        if let rule = keys.last(where: { words.suffix($0.ending.count) == $0.ending[...] }) {
            return rule.kind
        }
        return wordEndings.contains(where: last.hasSuffix) ? .password : nil
    }

    /// The lower-case words of a key in snake, kebab, dotted or camel case.
    static func words(_ key: String) -> [String] {
        var words: [String] = [""]
        var wasLower = false
        for byte in key.utf8 {
            let isUpper = (0x41...0x5A).contains(byte)
            let isLetterOrDigit = isUpper || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            if !isLetterOrDigit || isUpper && wasLower { words.append("") }
            if isLetterOrDigit {
                words[words.count - 1].unicodeScalars.append(UnicodeScalar(isUpper ? byte | 0x20 : byte))
            }
            wasLower = isLetterOrDigit && !isUpper
        }
        return words.filter { !$0.isEmpty }
    }

    private static let keyFileEndings = [
        ".pem", ".key", ".p12", ".pfx", ".p8", ".jks", ".keystore", ".kdbx", ".ppk", ".crt", ".cer", ".der",
        ".gpg",
        ".asc",
    ]
    private static let keyFiles: Set<String> = [
        "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk", "identity", ".netrc",
        ".pgpass",
        ".htpasswd", ".git-credentials", ".vault_pass", ".vault_pass.txt", "vault_pass", "vault_pass.txt",
        ".vault_password", "vault_password", "vault_password.txt", "vault-password", "vault-password.txt",
    ]

    /// What a file is by its name; nil for one that says nothing.
    static func kind(ofFile path: String) -> SecretFinding.Kind? {
        let name = (path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "").lowercased()
        if name == ".env" || name.hasPrefix(".env.") || name.hasSuffix(".env") {
            return name.hasSuffix(".example") || name.hasSuffix(".sample") || name.hasSuffix(".template")
                ? nil : .environmentFile
        }
        return keyFiles.contains(name) || keyFileEndings.contains(where: name.hasSuffix) ? .keyFile : nil
    }
}
