import System

/// What one who is not known is asked for: a secret with a name, which allows something.
struct Token: Equatable, Sendable {
    /// What a token allows.
    enum Scope: String, CaseIterable, Sendable {
        case upload
        case read
        /// Badges alone.
        case badge
    }

    /// Who has it, for receipts and the log.
    let name: String
    /// SHA-256 of the secret.
    let digest: Digest
    var scopes: Set<Scope>
}

/// The tokens that are known.
struct TokenTable: Equatable, Sendable {
    private(set) var tokens: [Token] = []

    /// The token with a secret.
    ///
    /// Digests are compared to their ends, and with all tokens, so that the time tells nothing.
    func token(of secret: String) -> Token? { token(with: Digest.of(Array(secret.utf8))) }

    /// The token with a digest.
    func token(with digest: Digest) -> Token? {
        var found: Token?
        for token in tokens {
            let difference = zip(token.digest.bytes, digest.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 { found = token }
        }
        return found
    }

    /// Whether a token allows something.
    func allows(_ scope: Token.Scope) -> Bool { tokens.contains { $0.scopes.contains(scope) } }

    /// Adds a token, or scopes to the token that it is; false where another name has the same secret.
    mutating func add(_ token: Token) -> Bool {
        guard let index = tokens.firstIndex(where: { $0.digest == token.digest }) else {
            tokens.append(token)
            return true
        }
        guard tokens[index].name == token.name else { return false }
        tokens[index].scopes.formUnion(token.scopes)
        return true
    }
}
