import Model
import System

/// Tokens and keys that are known by their form, whatever key they are the value of.
enum SecretTokens {
    private struct Form {
        let prefix: [UInt8]
        /// How many letters and digits follow at least.
        let rest: Int
        let kind: SecretFinding.Kind
        /// Whether "-" and "_" may be among them.
        let hasSigns: Bool

        init(_ prefix: String, _ rest: Int, _ kind: SecretFinding.Kind = .token, hasSigns: Bool = false) {
            self.hasSigns = hasSigns
            self.prefix = Array(prefix.utf8)
            self.rest = rest
            self.kind = kind
        }
    }

    private static let forms = [
        Form("AKIA", 16, .cloudKey), Form("ASIA", 16, .cloudKey), Form("AIza", 35, .cloudKey, hasSigns: true),
        Form("ghp_", 36), Form("gho_", 36), Form("ghu_", 36), Form("ghs_", 36), Form("ghr_", 36),
        Form("github_pat_", 22, hasSigns: true), Form("glpat-", 20, hasSigns: true),
        Form("xoxb-", 10, hasSigns: true), Form("xoxa-", 10, hasSigns: true),
        Form("xoxp-", 10, hasSigns: true),
        Form("xoxr-", 10, hasSigns: true), Form("xoxs-", 10, hasSigns: true),
        Form("xapp-", 10, hasSigns: true), Form("npm_", 36), Form("pypi-AgEI", 20, hasSigns: true),
        Form("sk_live_", 16), Form("rk_live_", 16), Form("hvs.", 20, hasSigns: true),
        Form("dckr_pat_", 20, hasSigns: true), Form("hf_", 30),
        Form("sk-ant-", 20, hasSigns: true), Form("sk-", 32), Form("sk-proj-", 32, hasSigns: true),
        Form("glsa_", 32, hasSigns: true), Form("glc_", 32, hasSigns: true),
        Form("glrt-", 20, hasSigns: true),
        Form("xoxe-", 10, hasSigns: true), Form("SG.", 20, hasSigns: true),
        Form("GOCSPX-", 20, hasSigns: true),
        Form("dop_v1_", 64), Form("shpat_", 32), Form("tskey-auth-", 12, hasSigns: true),
        Form("tskey-api-", 12, hasSigns: true), Form("hvb.", 20, hasSigns: true),
        Form("AGE-SECRET-KEY-1", 50, .privateKey),
        // What begins with "-----BEGIN ... PRIVATE KEY" in Base64, as Kubernetes keeps it.
        Form("LS0tLS1CRUdJTiBQUklWQVRF", 20, .privateKey),
        Form("LS0tLS1CRUdJTiBSU0EgUFJJVkFUR", 20, .privateKey),
        Form("LS0tLS1CRUdJTiBFQyBQUklWQVRF", 20, .privateKey),
        Form("LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVE", 20, .privateKey),
    ]

    private static let jsonWebToken = Form("eyJ", .max)
    private static let formsByFirstByte: [[Form]] = (0...255).map { byte in
        (forms + [jsonWebToken]).filter { $0.prefix.first == UInt8(byte) }
    }

    private static let hashes = ["$apr1$", "$2y$", "$2a$", "$2b$", "$5$", "$6$", "$y$"].map { Array($0.utf8) }

    /// Whether a line is a user with the hash of a password, as in .htpasswd and shadow(5): "user:$2y$10$...".
    static func hasPasswordHash(_ line: ArraySlice<UInt8>) -> Bool {
        let user = line.prefix { isWord($0) || ".@".utf8.contains($0) }
        guard !user.isEmpty, user.endIndex < line.endIndex, line[user.endIndex] == UInt8(ascii: ":") else {
            return false
        }
        let rest = line[(user.endIndex + 1)...]
        return rest.count > 20 && hashes.contains { rest.starts(with: $0) }
    }

    private static let payload = Array(".eyJ".utf8)

    /// The kind of the first token on a line; nil for none.
    static func kind(in line: ArraySlice<UInt8>) -> SecretFinding.Kind? {
        var previous: UInt8 = 0
        for (position, byte) in zip(line.indices, line) {
            defer { previous = byte }
            guard !formsByFirstByte[Int(byte)].isEmpty, !isWord(previous) else { continue }
            if line[position...].starts(with: "eyJ".utf8) {
                let rest = line[position...].drop(while: isWord)
                if rest.startIndex - position > 12, rest.starts(with: payload) { return .token }
            }
            for form in formsByFirstByte[Int(byte)] where line[position...].starts(with: form.prefix) {
                let rest = line[(position + form.prefix.count)...].prefix(while: isWord)
                let isPlain =
                    form.hasSigns || rest.allSatisfy { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
                // The keys of the cloud's own documentation end so.
                if isPlain, rest.count >= form.rest, !rest.reversed().starts(with: "ELPMAXE".utf8) {
                    return form.kind
                }
            }
        }
        return nil
    }

    /// Whether a URL on the line has a password: "scheme://user:password@host".
    static func hasPasswordInURL(_ line: ArraySlice<UInt8>, after scheme: Int) -> Bool {
        let authority = line[scheme...].prefix { !" \t\"'/<>".utf8.contains($0) }
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        return SecretValues.isSecret(authority[(colon + 1)..<at])
    }

    static func isWord(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
