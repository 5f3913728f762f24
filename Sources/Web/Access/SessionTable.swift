import System

/// Who is logged in: values of cookies, and the tokens that they stand for.
///
/// A value with the time passed in, of bounded size; it lives as long as the process.
struct SessionTable: Sendable {
    private struct Session {
        let token: Digest
        let end: ContinuousClock.Instant
    }

    /// How long a login is good for.
    static let duration = Duration.seconds(7 * 24 * 3600)
    private static let mostSessions = 4096
    /// The browsers that are logged in with one token, so that nobody logs out others.
    private static let mostSessionsOfToken = 256

    /// By the digest of the cookie's value, so that a look-up tells nothing of one.
    private var sessions: [Digest: Session] = [:]

    /// Begins a session for a token; returns the value of its cookie.
    ///
    /// The oldest session ends where there are too many: of the token, or of all.
    mutating func begin(for token: Digest, at now: ContinuousClock.Instant) -> String {
        sessions = sessions.filter { now < $0.value.end }
        let own = sessions.filter { $0.value.token == token }
        if own.count >= Self.mostSessionsOfToken {
            endOldest(of: own)
        } else if sessions.count >= Self.mostSessions {
            endOldest(of: sessions)
        }
        let value = NewToken.random()
        sessions[Self.key(value)] = Session(token: token, end: now + Self.duration)
        return value
    }

    private mutating func endOldest(of some: [Digest: Session]) {
        guard let oldest = some.min(by: { $0.value.end < $1.value.end }) else { return }
        sessions[oldest.key] = nil
    }

    /// The token of a session that has not ended.
    func token(of value: String, at now: ContinuousClock.Instant) -> Digest? {
        guard let session = sessions[Self.key(value)], now < session.end else { return nil }
        return session.token
    }

    /// Ends a session.
    mutating func end(_ value: String) {
        sessions[Self.key(value)] = nil
    }

    private static func key(_ value: String) -> Digest { Digest.of(Array(value.utf8)) }
}

/// The cookie of a session.
struct SessionCookie: Equatable, Sendable {
    static let name = "benchd_session"

    /// Where it is sent: the base path, or everywhere.
    let path: String
    let isSecure: Bool

    /// The cookie for a caller of a site below `base`.
    init(base: String, isSecure: Bool) {
        path = base.isEmpty ? "/" : base
        self.isSecure = isSecure
    }

    /// The field Set-Cookie that begins a session.
    ///
    /// Lax, so that a link in a chat leads a reader who is logged in to the run; what changes something is kept from other
    /// sites by ``CrossSite``.
    func field(_ value: String) -> String {
        "\(Self.name)=\(value); Path=\(path); Max-Age=\(SessionTable.duration.components.seconds); HttpOnly; SameSite=Lax"
            + (isSecure ? "; Secure" : "")
    }

    /// The field Set-Cookie that ends it.
    var removal: String {
        "\(Self.name)=; Path=\(path); Max-Age=0; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// The values that a field Cookie has under the name, at most four: another site of the same domain may add some.
    static func values(in field: String?) -> [String] {
        let pairs = (field ?? "").split { $0 == ";" || $0 == "," }.lazy.map { $0.trimmingSpaces() }
        return Array(
            pairs.filter { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
                .prefix(4))
    }
}
