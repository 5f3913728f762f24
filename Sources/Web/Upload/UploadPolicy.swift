import HTTP
import Model

/// Who may upload.
struct UploadPolicy: Sendable {
    /// Whether only this machine reaches the listener.
    let isLoopback: Bool
    /// Whether the operator has opened uploads to everyone who reaches the listener.
    let isOpenForAll: Bool

    /// Whether uploads are taken at all.
    var isOpen: Bool { isLoopback || isOpenForAll }

    /// Why a request may not upload; nil when it may.
    func objection(to request: Request) -> Problem? {
        guard isOpen else {
            return Problem(
                .uploadForbidden,
                "This server listens on the network and takes no uploads; start it with --open-uploads to take them"
                    + " from everyone who reaches it.")
        }
        let host = HostField(request.headers["Host"] ?? "")
        // A web page whose name is made to point here after it was loaded (DNS rebinding) sends that name.
        if !isOpenForAll, let host, !host.isLoopback {
            return Problem(
                .uploadForbidden,
                "This server takes uploads addressed to localhost, not to \"\(host.name)\"; start it with"
                    + " --open-uploads to take them under any name.")
        }
        if Self.isFromAnotherSite(request, host: host) {
            return Problem(.uploadForbidden, "A page of another site may not upload to this server.")
        }
        return nil
    }

    /// Browsers say which page makes them send something; other clients say nothing.
    private static func isFromAnotherSite(_ request: Request, host: HostField?) -> Bool {
        if let site = request.headers["Sec-Fetch-Site"], site == "cross-site" || site == "same-site" {
            return true
        }
        guard let origin = request.headers["Origin"] else { return false }
        guard let scheme = ["http://", "https://"].first(where: { origin.lowercased().hasPrefix($0) }) else {
            return true
        }
        return HostField(String(origin.dropFirst(scheme.count))) != host
    }
}

/// A Host field's value: a name or address, and perhaps a port.
struct HostField: Equatable {
    /// In lower case, an IPv6 address with its brackets.
    let name: String
    /// As written; empty where there is none.
    let port: String

    /// Reads a field; nil for one without a name.
    init?(_ text: String) {
        let text = text.lowercased()
        // The colons of an IPv6 address are within brackets.
        let end = text.lastIndex(of: "]") ?? text.startIndex
        let colon = text[end...].firstIndex(of: ":") ?? text.endIndex
        name = String(text[..<colon])
        port = String(text[colon...].dropFirst())
        if name.isEmpty { return nil }
    }

    /// Whether it means the machine itself.
    var isLoopback: Bool {
        name == "localhost" || name == "[::1]" || name.hasSuffix(".localhost") || isLoopbackAddress
    }

    private var isLoopbackAddress: Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
