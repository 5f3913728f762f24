import HTTP
import JSON
import Model
import Synchronization
import System

/// Who may use a route.
enum AccessRule: Sendable {
    /// Everyone, also in a closed installation: what says nothing of runs.
    case open
    /// Everyone; what it says beyond a status is for those who may read.
    case status
    /// Those who may read: everyone, but in a closed installation.
    case read
    /// Those who may read, and tokens for badges alone.
    case badge
    /// Those whom `UploadPolicy` lets upload.
    case upload
    /// Everyone, but no page of another site: what changes the reader's own session.
    case session
}

/// Who has been let in.
struct Visitor: Sendable {
    let caller: Caller
    /// The token that came with the request; nil without a right one.
    let token: Token?
    /// Whether pages and answers are for this visitor.
    let mayRead: Bool

    /// The name for the receipt of an upload.
    var uploader: String? { token.flatMap { $0.scopes.contains(.upload) ? $0.name : nil } }
}

/// Decides who may do what: hosts, proxies, tokens, sessions.
final class Gate: Sendable {
    private struct State {
        var tokens: TokenTable
        var sessions = SessionTable()
        var attempts = AttemptLimit()
        var hostMessages = MessageThrottle(interval: .seconds(60))
    }

    /// Whether reading needs a token.
    let isClosed: Bool
    private let hosts: OwnHosts
    private let proxies: [AddressRange]
    private let isLoopback: Bool
    private let isOpenForUploads: Bool
    private let opening: String?
    private let base: String
    private let log: LogSink
    private let state: Mutex<State>

    /// A gate of a site below `base`; `isLoopback` says that only this machine reaches its listener.
    init(
        _ settings: AccessSettings, tokens: TokenTable, base: String, isLoopback: Bool, log: @escaping LogSink
    ) {
        hosts = OwnHosts(machine: settings.machineNames, allowed: settings.allowedHosts)
        proxies = settings.trustedProxies
        isClosed = settings.isClosed
        isOpenForUploads = settings.isOpenForUploads
        opening = settings.opening(base: base)
        self.isLoopback = isLoopback
        self.base = base
        self.log = log
        state = Mutex(State(tokens: tokens))
    }

    /// Knows other tokens from now on; sessions of those that are gone end.
    func use(_ tokens: TokenTable) {
        state.withLock { $0.tokens = tokens }
    }

    /// Who sends a request.
    func caller(of request: Request) -> Caller { Caller(of: request, trusting: proxies) }

    /// What the connections of a client are counted under; nil for this machine and trusted proxies, which have many clients.
    ///
    /// In its IPv6 network of 64 bits a client has as many addresses as it likes, so the network counts.
    func countedAddress(of peer: Peer) -> String? {
        guard !peer.isLoopback, let address = NetworkAddress(peer.address) else { return nil }
        return proxies.contains { $0.contains(address) } ? nil : "\(address.network)"
    }

    /// How uploads of a caller are let in.
    func uploadPolicy() -> UploadPolicy {
        UploadPolicy(
            isLoopback: isLoopback, isOpenForAll: isOpenForUploads, opening: opening,
            hasTokens: state.withLock { $0.tokens.allows(.upload) })
    }

    /// Lets a request in.
    ///
    /// - Throws: `Problem` where it may not use a route of this rule, or is for another host.
    func admit(_ request: Request, by rule: AccessRule) throws(Problem) -> Visitor {
        let caller = caller(of: request)
        let secret = Credentials.secret(in: request.headers)
        let foreignHost = caller.hostTexts.first { !hosts.contain($0) }
        let isForeign = foreignHost != nil || CrossSite.isBehind(request, for: caller.host)
        var token: Token?
        do throws(Problem) {
            if let secret { token = try self.token(of: secret, from: caller, isForeign: isForeign) }
        } catch {
            // What is open to everyone stays so, as without a token.
            guard [.open, .status].contains(rule) else { throw error }
        }
        if token == nil, let foreignHost { throw misdirected(foreignHost) }
        let visitor = Visitor(
            caller: caller, token: token, mayRead: !isClosed || allowsReading(token) || hasSession(request))
        switch rule {
        case .open, .status: break
        case .read: if !visitor.mayRead { throw Self.closed(to: token, isWrong: secret != nil) }
        case .badge:
            guard visitor.mayRead || token?.scopes.contains(.badge) == true else {
                throw Self.closed(to: token, isWrong: secret != nil)
            }
        case .upload:
            if CrossSite.isBehind(request, for: caller.host) {
                throw Problem(.uploadForbidden, "A page of another site may not upload to this server.")
            }
            let isWrong = secret != nil && token == nil
            if let objection = uploadPolicy().objection(to: caller, with: token, isWrong: isWrong) {
                throw objection
            }
        case .session:
            if CrossSite.isBehind(request, for: caller.host) {
                throw Problem(.forbidden, "A page of another site may not do this.")
            }
        }
        return visitor
    }

    /// Begins a session; returns the field Set-Cookie.
    ///
    /// - Throws: `Problem` for a token that does not allow reading.
    func logIn(_ secret: String, from caller: Caller) throws(Problem) -> String {
        // A page of another site does not come this far (``AccessRule/session``).
        guard let token = try token(of: secret.trimmingSpaces(), from: caller, isForeign: false) else {
            throw .wrongToken
        }
        guard allowsReading(token) else { throw Self.closed(to: token, isWrong: false) }
        let value = state.withLock { $0.sessions.begin(for: token.digest, at: .now) }
        return cookie(for: caller).field(value)
    }

    /// Ends the session of a request; returns the field Set-Cookie.
    func logOut(_ request: Request) -> String {
        for value in SessionCookie.values(in: request.headers["Cookie"]) {
            state.withLock { $0.sessions.end(value) }
        }
        return cookie(for: caller(of: request)).removal
    }

    /// Whether who sent a request may read at this moment: the token or the session may have ended since.
    func stillAdmits(_ request: Request) -> Bool {
        !isClosed || allowsReading(tokenNow(of: request)) || hasSession(request)
    }

    /// The name of the token by which a request was let in, or of the session's; nil without one.
    func tokenName(of request: Request) -> String? { (tokenNow(of: request) ?? sessionToken(request))?.name }

    /// The token that a request brings; a wrong one is not noted again.
    private func tokenNow(of request: Request) -> Token? {
        Credentials.secret(in: request.headers).flatMap { secret in
            state.withLock { $0.tokens.token(of: secret) }
        }
    }

    private func cookie(for caller: Caller) -> SessionCookie {
        SessionCookie(base: base, isSecure: caller.isSecure)
    }

    /// Nil for a wrong one, which is noted; that of a foreign page apart, which must not keep out the reader whose browser shows it.
    private func token(of secret: String, from caller: Caller, isForeign: Bool) throws(Problem) -> Token? {
        let now = ContinuousClock.now
        let result: Result<Token?, Problem> = state.withLock { state in
            guard !state.tokens.tokens.isEmpty else { return .success(nil) }
            if let wait = state.attempts.wait(of: caller.address, isForeign: isForeign, at: now) {
                return .failure(Self.tooManyTokens(wait))
            }
            let token = state.tokens.token(of: secret)
            if token == nil {
                state.attempts.note(secret, from: caller.address, isForeign: isForeign, at: now)
            }
            return .success(token)
        }
        return try result.get()
    }

    private func allowsReading(_ token: Token?) -> Bool { token?.scopes.contains(.read) ?? false }

    private func hasSession(_ request: Request) -> Bool { sessionToken(request) != nil }

    /// The token of a session that allows reading.
    private func sessionToken(_ request: Request) -> Token? {
        let values = SessionCookie.values(in: request.headers["Cookie"])
        guard !values.isEmpty else { return nil }
        let now = ContinuousClock.now
        return state.withLock { state in
            let digests = values.compactMap { state.sessions.token(of: $0, at: now) }
            return digests.compactMap { state.tokens.token(with: $0) }.first { allowsReading($0) }
        }
    }

    private func misdirected(_ host: String) -> Problem {
        let name = host.shortened(to: 200)
        let message = state.withLock {
            $0.hostMessages.admit(
                "a request for the host \"\(name)\" was refused; if benchd should answer under this name, start it with"
                    + " --allowed-hosts \(name)", at: .now)
        }
        if let message { log(.warning, message) }
        return Problem(
            .misdirectedRequest,
            "\"\(name)\" is no name of this server; its operator can allow it with --allowed-hosts.",
            members: [.init("host", .string(name))])
    }

    private static func closed(to token: Token?, isWrong: Bool) -> Problem {
        if let token { return Problem(.forbidden, "The token \"\(token.name)\" does not allow reading.") }
        if isWrong { return .wrongToken }
        return Problem(
            .tokenRequired, "Reading needs a token: send it as a bearer token, or log in at the page /login.")
    }

    private static func tooManyTokens(_ wait: Duration) -> Problem {
        let seconds = Int(wait.components.seconds) + 1
        return Problem(
            .tooManyTokens, "Too many wrong tokens came from this address; try again in \(seconds) s.",
            members: [.init("retry_after", .integer(seconds))])
    }
}
