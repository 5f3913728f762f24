import System

/// The parts of a request target (RFC 9112, section 3.2), percent-decoded.
package struct RequestTarget: Equatable, Sendable {
    /// One name and value of the query.
    package struct QueryItem: Equatable, Sendable {
        /// The decoded name.
        package let name: String
        /// The decoded value, "" without one.
        package let value: String
    }

    /// The host that a target in absolute form names, as written; nil in origin form.
    let authority: String?
    /// The path, split at its slashes before it is decoded, so that %2F is never taken for one.
    let path: [String]
    /// The query items, in order.
    package let query: [QueryItem]

    /// Takes origin form ("/a?b=c") and absolute form ("http://host/a"); nil for other forms, for bytes that no target
    /// may hold, and for percent-encodings that are incomplete or not UTF-8.
    init?(_ target: String) {
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        guard let (authority, origin) = Self.originForm(target) else { return nil }
        let end = origin.utf8.firstIndex(of: UInt8(ascii: "?")) ?? origin.endIndex
        guard let path = Self.decodedPath(origin[..<end]),
            let query = Self.decodedQuery(origin[end...].dropFirst())
        else { return nil }
        self.authority = authority.map { String($0) }
        self.path = path
        self.query = query
    }

    private static func originForm(_ target: String) -> (authority: Substring?, origin: Substring)? {
        if target.hasPrefix("/") { return (nil, target[...]) }
        guard let scheme = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) })
        else { return nil }
        let rest = target.dropFirst(scheme.count)
        // A query may follow the host at once, and an empty path is "/".
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        // RFC 9110, section 4.2.1: a recipient must reject an empty host.
        guard end > rest.startIndex else { return nil }
        let origin = rest[end...]
        return (rest[..<end], origin.hasPrefix("/") ? origin : "/" + origin)
    }

    private static func decodedPath(_ path: Substring) -> [String]? {
        var segments: [String] = []
        let slash = UInt8(ascii: "/")
        for segment in path.utf8.dropFirst().split(separator: slash, omittingEmptySubsequences: false) {
            guard let decoded = PercentEncoding.decoded(Substring(segment)) else { return nil }
            segments.append(decoded)
        }
        return segments
    }

    private static func decodedQuery(_ query: Substring) -> [QueryItem]? {
        let plus = UInt8(ascii: "+")
        var items: [QueryItem] = []
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // Forms write a space as a plus sign, in queries only.
            let texts = parts.map { $0.utf8.contains(plus) ? $0.replacing("+", with: "%20") : $0 }
            guard let name = PercentEncoding.decoded(texts[0]),
                let value = PercentEncoding.decoded(texts.dropFirst().first ?? "")
            else { return nil }
            items.append(QueryItem(name: name, value: value))
        }
        return items
    }
}
