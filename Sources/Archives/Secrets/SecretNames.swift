import Model
import System

/// Which names ask for a secret: keys of settings, and files.
enum SecretNames {
    /// What the value of a key is.
    struct Demand {
        let kind: SecretFinding.Kind
        /// Whether the key may as well count or name something, as "pass" does in "single_pass: linear".
        let isWeak: Bool
    }

    private struct Ending {
        let letters: [UInt8]
        let kind: SecretFinding.Kind
        /// Whether a word has to begin there: "compass" is no pass, but "clientsecret" is a secret.
        let isWord: Bool

        init(_ letters: String, _ kind: SecretFinding.Kind, isWord: Bool = false) {
            self.letters = Array(letters.utf8)
            self.kind = kind
            self.isWord = isWord
        }
    }

    /// What keys end in, written as one word; the last that fits decides.
    private static let endings = [
        Ending("pass", .password, isWord: true), Ending("pwd", .password, isWord: true),
        Ending("pw", .password, isWord: true), Ending("psk", .password, isWord: true),
        Ending("password", .password), Ending("passwd", .password), Ending("passphrase", .password),
        Ending("passwords", .password), Ending("passwds", .password), Ending("passphrases", .password),
        Ending("rootpw", .password), Ending("requirepass", .password), Ending("masterauth", .password),
        Ending("token", .token), Ending("secret", .secret),
        Ending("secretkey", .secret), Ending("apikey", .secret), Ending("privatekey", .secret),
        Ending("encryptionkey", .secret), Ending("signingkey", .secret), Ending("masterkey", .secret),
        Ending("authkey", .secret), Ending("sharedkey", .secret),
        Ending("accesskey", .cloudKey), Ending("accountkey", .cloudKey),
    ]
    /// Keys that end so name no secret: sudoers(5) and the like, and a switch of Ansible's user module.
    private static let harmless = [
        "nopassword", "nopasswd", "nopass", "updatepassword", "updatepasswords", "oldpwd",
    ].map { Array($0.utf8) }
    /// After the word that asks for a secret.
    private static let environments = [
        "prod", "production", "dev", "devel", "test", "staging", "stage", "old", "new", "backup", "local",
    ].map { Array($0.utf8) }
    private static let weak: Set<String> = ["pass", "pwd", "pw"]
    /// What has a password, so that a "pass" of it is one.
    private static let accounts: Set<String> = [
        "account", "admin", "ansible", "auth", "become", "bind", "bmc", "chap", "cifs", "connection",
        "database", "db",
        "docker", "elastic", "enable", "ftp", "grafana", "http", "https", "idrac", "ilo", "imap", "influx",
        "influxdb",
        "ipmi", "iscsi", "key", "keystore", "ldap", "login", "mail", "mongo", "mysql", "pg", "postgres",
        "proxy",
        "rabbitmq", "redis", "registry", "root", "service", "smb", "smtp", "snmp", "ssh", "ssl", "su", "sudo",
        "svc",
        "user", "vault", "vpn", "wifi",
    ]

    /// The last letters of all endings and environments.
    private static let lastLetters: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for word in endings.map(\.letters) + environments {
            guard let last = word.last else { continue }
            table[Int(last)] = true
            table[Int(last & ~0x20)] = true
        }
        return table
    }()

    /// What a key asks for, such as a token for "api_token", "apiToken" and "apitoken_2"; nil for any other key.
    static func demand(ofKey key: ArraySlice<UInt8>) -> Demand? {
        // Nearly every key of a file ends here, without the cost of its words.
        guard
            let last = key.last(where: { !$0.isDigit && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
            ),
            lastLetters[Int(last)], key.count > 1, !key.elementsEqual("PWD".utf8)
        else { return nil }
        var words = KeyWords(key)
        words.dropNumber()
        if environments.contains(where: { words.ends(in: $0, isWord: true) }) { words.dropWord() }
        words.dropNumber()
        guard let ending = endings.last(where: { words.ends(in: $0.letters, isWord: $0.isWord) }),
            !harmless.contains(where: { words.ends(in: $0, isWord: true) })
        else { return nil }
        let isWeak = weak.contains(words.text(fromEnd: 0)) && !accounts.contains(words.text(fromEnd: 1))
        return Demand(kind: ending.kind, isWeak: ending.isWord && isWeak)
    }

    /// What has secrets below it, or in a list, beside what asks for one: in the singular.
    private static let holders: Set<String> = ["credential", "cred"]

    /// Whether what stands below a key is likely to be secret, such as below "api_keys", "credentials" and "password".
    static func asksForSecrets(belowKey key: ArraySlice<UInt8>) -> Bool {
        let singular = singular(key)
        if [demand(ofKey: key), demand(ofKey: singular)].contains(where: { $0?.isWeak == false }) {
            return true
        }
        return holders.contains(KeyWords(singular).text(fromEnd: 0))
    }

    /// The key without the s of a plural.
    static func singular(_ key: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        key.last.map { $0 | 0x20 == UInt8(ascii: "s") } == true ? key.dropLast() : key
    }

    private static let opaque: [String: SecretFinding.Kind] = [
        "key": .secret, "privkey": .secret, "authkey": .secret, "apikey": .secret, "appkey": .secret,
        "salt": .secret, "credential": .password, "credentials": .password, "creds": .password,
        "pepper": .secret, "seed": .secret, "cookie": .token, "password": .password, "passwd": .password,
        "passphrase": .password, "pass": .password, "pwd": .password, "psk": .password, "auth": .token,
        "token": .token, "secret": .secret, "jwt": .token,
    ]
    /// Beside those words, of what may as well be long and random, and is shown to everybody.
    private static let open: Set<String> = [
        "public", "pub", "pubkey", "gpg", "pgp", "apt", "rpm", "repo", "host", "known", "primary", "foreign",
        "sort",
        "partition", "cache", "object", "kms", "id", "ids", "file", "path", "name", "url", "uri", "ref",
        "arn",
        "hash", "checksum", "digest", "fingerprint", "thumbprint", "sha", "sha1", "sha256", "sha512", "md5",
        "serial", "version", "commit", "revision", "image", "site", "integrity",
    ]

    /// What a key has that a random value stands under, wherever in its name: "luks_key", "authkey_rig2"; nil for
    /// any other key.
    static func demand(ofKeyWithRandomValue key: ArraySlice<UInt8>) -> Demand? {
        var words = KeyWords(key)
        words.dropNumber()
        let texts = words.texts
        guard texts.count > 1 || texts.first != "key", !texts.contains(where: open.contains) else {
            return nil
        }
        return texts.lazy.compactMap { opaque[$0] }.first.map { Demand(kind: $0, isWeak: false) }
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
        let name = fileName(path)
        if name == ".env" || name.hasPrefix(".env.") || name.hasSuffix(".env") {
            return name.hasSuffix(".example") || name.hasSuffix(".sample") || name.hasSuffix(".template")
                ? nil : .environmentFile
        }
        return keyFiles.contains(name) || keyFileEndings.contains(where: name.hasSuffix) ? .keyFile : nil
    }

    private static let codeEndings = [
        ".tf", ".tfvars", ".hcl", ".py", ".js", ".mjs", ".ts", ".rb", ".go", ".rs", ".c", ".h", ".cc", ".cpp",
        ".hpp", ".java", ".lua",
        ".pl", ".php",
    ]
    /// Of settings; what has no ending may be an inventory.
    private static let settingEndings = [
        ".yaml", ".yml", ".json", ".ini", ".cfg", ".cnf", ".conf", ".config", ".properties", ".env", ".toml",
        ".xml", ".sh",
        ".bash", ".j2", ".tf", ".tfvars", ".hosts",
    ]

    /// Whether a file is code, in which what has no quotes is an expression.
    static func isCode(_ path: String) -> Bool {
        codeEndings.contains(where: fileName(path).hasSuffix)
    }

    /// Whether a file holds settings by its name.
    static func isSettings(_ path: String) -> Bool {
        let name = fileName(path)
        return !name.dropFirst().contains(".") || settingEndings.contains(where: name.hasSuffix)
    }

    /// The last part of a path in lower case; of a long one the begin and the end.
    private static func fileName(_ path: String) -> String {
        let start = path.utf8.lastIndex(where: EntryRules.isSlash).map { path.utf8.index(after: $0) }
        let name = path.utf8[(start ?? path.startIndex)...]
        let part = name.count > 128 ? Array(name.prefix(64)) + name.suffix(64) : Array(name)
        return String(decoding: part, as: UTF8.self).lowercased()
    }
}
