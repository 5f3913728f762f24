import HTTP
import System

/// Who sends a request, and what for: as the connection shows it, or as a trusted proxy says.
struct Caller: Equatable, Sendable {
    /// The numeric address of the client; of the last trusted proxy where that does not say one.
    let address: String
    /// Whether the client speaks TLS with a trusted proxy.
    let isSecure: Bool
    /// The host that the client named; nil where it named none, or none that can be read.
    let host: HostField?
    /// Every host that the request names, as written: all of them must be ours.
    ///
    /// A page can send any field of its own, but it cannot keep its browser from naming the page's host in Host.
    let hostTexts: [String]
    /// Whether no field of the request shows that a proxy has passed it on.
    let isDirect: Bool

    /// Reads a request; what its fields say of proxies counts only where the other end of the connection is in `proxies`.
    init(of request: Request, trusting proxies: [AddressRange]) {
        let isTrusted = { (address: NetworkAddress) in proxies.contains { $0.contains(address) } }
        let names = request.authority
        isDirect = !Self.showsProxy(request.headers)
        guard !proxies.isEmpty, let peer = NetworkAddress(request.peer.address), isTrusted(peer) else {
            address = request.peer.address
            isSecure = false
            host = names.flatMap { HostField($0) }
            hostTexts = [names].compactMap(\.self)
            return
        }
        let chain = ProxyChain(request.headers)
        let hop = chain.hop(trusting: isTrusted)
        address = hop?.client.map { "\($0)" } ?? request.peer.address
        isSecure = hop?.scheme == "https"
        let named = (hop?.host ?? names).flatMap { HostField($0) }
        host = named.map { $0.port == nil ? HostField($0, port: hop?.port) : $0 }
        hostTexts = [names, request.headers["Host"], hop?.host, request.headers["X-Forwarded-Host"]]
            .compactMap(\.self)
            .flatMap { $0.split(separator: ",").map { $0.trimmingSpaces() } }
    }

    /// Where the client finds benchd: "https://bench.example".
    func origin(else address: ListenAddress) -> String {
        let scheme = isSecure ? "https" : "http"
        guard let host else { return "\(scheme)://\(address)" }
        let port = host.port.flatMap { $0 == (isSecure ? 443 : 80) ? nil : ":\($0)" } ?? ""
        return "\(scheme)://\(host.name)\(port)"
    }

    private static func showsProxy(_ headers: HeaderFields) -> Bool {
        headers["Forwarded"] != nil || headers["Via"] != nil || headers["X-Real-IP"] != nil
            || headers.hasName(beginning: "X-Forwarded-")
    }
}

/// Which requests a page of another site makes a browser send.
enum CrossSite {
    /// Whether the browser says that a page of another site is behind a request; other clients say nothing.
    static func isBehind(_ request: Request, for host: HostField?) -> Bool {
        if let site = request.headers["Sec-Fetch-Site"]?.lowercased(), site != "same-origin", site != "none" {
            return true
        }
        guard let origin = request.headers["Origin"] else { return false }
        return !(host?.isHost(ofOrigin: origin) ?? false)
    }
}
