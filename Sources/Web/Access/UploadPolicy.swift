import Model

/// Who may upload.
struct UploadPolicy: Equatable, Sendable {
    /// Whether only this machine reaches the listener.
    let isLoopback: Bool
    /// Whether the operator has opened uploads to everyone who reaches the listener.
    let isOpenForAll: Bool
    /// An option that closes uploads of this machine without a token, such as "--trusted-proxy".
    let opening: String?
    /// Whether there is a token that allows uploads.
    let hasTokens: Bool

    /// How an upload is let in.
    enum Way: Equatable, Sendable {
        case open
        /// With a token; without one it is refused for this reason.
        case token(String)
    }

    /// How uploads of a caller are let in.
    func way(for caller: Caller) -> Way {
        if isOpenForAll { return .open }
        guard isLoopback else { return .token("This server listens on the network") }
        if let opening { return .token("This server is started with \(opening)") }
        guard caller.isDirect else {
            return .token("The request has a field of a proxy (Forwarded, X-Forwarded-*, X-Real-IP or Via)")
        }
        guard let host = caller.host, !host.isLoopback else { return .open }
        return .token("The request is addressed to \"\(host.name)\" and not to localhost")
    }

    /// Why a caller may not upload; nil when it may.
    ///
    /// `isWrong` says that it has sent a token that is none.
    func objection(to caller: Caller, with token: Token?, isWrong: Bool) -> Problem? {
        if token?.scopes.contains(.upload) ?? false { return nil }
        if hasTokens, isWrong { return .wrongToken }
        guard case .token(let reason) = way(for: caller) else { return nil }
        if let token {
            return Problem(.uploadForbidden, "The token \"\(token.name)\" does not allow uploads.")
        }
        guard hasTokens else {
            return Problem(
                .uploadForbidden,
                "\(reason), so uploads need a token, and there is none: start benchd with --token-file, or with"
                    + " --open-uploads to take uploads from everyone who reaches it.")
        }
        return Problem(.tokenRequired, "\(reason), so uploads need a token: send it as a bearer token.")
    }
}

extension Problem {
    /// What a token gets that is none.
    static var wrongToken: Problem {
        Problem(.tokenRequired, "The token is not known here; it may have been replaced.")
    }
}
