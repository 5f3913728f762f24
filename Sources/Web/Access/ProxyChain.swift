import HTTP
import System

/// What the proxies in front of benchd say of a request, the one nearest to the client first.
struct ProxyChain: Equatable, Sendable {
    /// What one proxy says of the request that came to it.
    struct Hop: Equatable, Sendable {
        /// Who sent it; nil where the proxy does not say an address.
        var client: NetworkAddress?
        /// "http" or "https", in lower case.
        var scheme: String?
        /// The host that it was for, as written.
        var host: String?
        var port: UInt16?
    }

    let hops: [Hop]

    /// More than any chain of proxies has; a client can send any number.
    private static let longest = 32

    /// What the fields of a request say; Forwarded (RFC 7239) counts before X-Forwarded-*.
    init(_ headers: HeaderFields) {
        if let forwarded = headers["Forwarded"] {
            hops = Self.hops(forwarded: forwarded) ?? []
            return
        }
        let clients = Self.list(headers["X-Forwarded-For"])
        let schemes = Self.list(headers["X-Forwarded-Proto"])
        let hosts = Self.list(headers["X-Forwarded-Host"])
        let ports = Self.list(headers["X-Forwarded-Port"])
        let count = max(clients.count, schemes.isEmpty && hosts.isEmpty && ports.isEmpty ? 0 : 1)
        hops = (0..<count).map { index in
            // Lists belong together from their ends; a single value is of all hops.
            let place = count - index
            let value = { (list: [Substring]) in list.dropLast(place - 1).last ?? list.first }
            return Hop(
                client: clients.isEmpty ? nil : NetworkAddress(withPort: clients[index]),
                scheme: value(schemes)?.lowercased(), host: value(hosts).map { String($0) },
                port: value(ports).flatMap { UInt16($0) })
        }
    }

    /// The hop that counts: the last one, or the one before it as long as its sender is a proxy that is trusted.
    func hop(trusting isTrusted: (NetworkAddress) -> Bool) -> Hop? {
        var counted: Hop?
        for hop in hops.reversed() {
            counted = hop
            guard let client = hop.client, isTrusted(client) else { break }
        }
        return counted
    }

    private static func list(_ text: String?) -> [Substring] {
        let items = (text ?? "").split(separator: ",").map { Substring($0.trimmingSpaces()) }
        return items.suffix(longest)
    }

    /// Nil for a text that is not written by the rules: then nobody knows where an element ends.
    private static func hops(forwarded text: String) -> [Hop]? {
        guard let elements = pieces(text[...], at: ",") else { return nil }
        var hops: [Hop] = []
        for element in elements.suffix(longest) {
            guard let pairs = pieces(element, at: ";") else { return nil }
            var hop = Hop()
            for pair in pairs where !pair.isEmpty {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, let value = unquoted(parts[1]) else { return nil }
                switch parts[0].trimmingSpaces().lowercased() {
                case "for": hop.client = NetworkAddress(withPort: value)
                case "proto": hop.scheme = value.lowercased()
                case "host": hop.host = value
                default: break
                }
            }
            hops.append(hop)
        }
        return hops
    }

    /// The pieces between separators that are not within quotes, without spaces at their ends; nil where a quote does
    /// not close.
    private static func pieces(_ text: Substring, at separator: Character) -> [Substring]? {
        var pieces: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if character == "\\" && isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == separator && !isQuoted {
                pieces.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        guard !isQuoted else { return nil }
        return (pieces + [text[start...]]).map { Substring($0.trimmingSpaces()) }
    }

    private static func unquoted(_ text: Substring) -> String? {
        let text = text.trimmingSpaces()
        guard text.contains("\"") else { return text }
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        return String(text.dropFirst().dropLast()).replacing("\\", with: "")
    }
}
