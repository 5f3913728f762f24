/// Tokens and keys that are known by their form, whatever key they are the value of.
struct SecretTokens {
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
        Form("sk-ant-", 20, hasSigns: true),
    ]

    private let formsByFirstByte: [[Form]]

    init() {
        formsByFirstByte = (0...255).map { byte in Self.forms.filter { $0.prefix.first == UInt8(byte) } }
    }

    /// The kind of the first token on a line; nil for none.
    func kind(in line: ArraySlice<UInt8>) -> SecretFinding.Kind? {
        var previous: UInt8 = 0
        for (position, byte) in zip(line.indices, line) {
            defer { previous = byte }
            guard !formsByFirstByte[Int(byte)].isEmpty, !Self.isWord(previous) else { continue }
            for form in formsByFirstByte[Int(byte)] where line[position...].starts(with: form.prefix) {
                let rest = line[(position + form.prefix.count)...].prefix(while: Self.isWord)
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
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
