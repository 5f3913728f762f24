import HTTP
import System

/// The secret that a request brings in its field Authorization.
enum Credentials {
    /// The bearer token, or the password of Basic, which old clients take from an address such as
    /// "http://rig:TOKEN@host/"; "" for what cannot be read; nil without the field.
    static func secret(in headers: HeaderFields) -> String? {
        guard let field = headers["Authorization"] else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return "" }
        let value = parts[1].trimmingSpaces()
        switch parts[0].lowercased() {
        case "bearer": return value
        case "basic": return password(value) ?? ""
        default: return ""
        }
    }

    /// Nil for a text that is not the Base64 of "user:password"; without a password the user is one.
    private static func password(_ text: String) -> String? {
        guard let data = Base64.bytes(text), let pair = String(validating: data, as: UTF8.self),
            let colon = pair.firstIndex(of: ":")
        else { return nil }
        let password = pair[pair.index(after: colon)...]
        return String(password.isEmpty ? pair[..<colon] : password)
    }

    /// What a client may send, for the field WWW-Authenticate.
    ///
    /// A script of a page gets no Basic: its browser would ask the reader for a name and a password.
    static func challenge(to request: Request) -> String {
        let bearer = "Bearer realm=\"benchd\""
        return isNavigation(request) ? "\(bearer), Basic realm=\"benchd\"" : bearer
    }

    /// Whether the answer is what a reader looks at, as far as the browser says, or goes to a client that is none.
    static func isNavigation(_ request: Request) -> Bool {
        let mode = request.headers["Sec-Fetch-Mode"]?.lowercased()
        return mode == nil || mode == "navigate"
    }
}
