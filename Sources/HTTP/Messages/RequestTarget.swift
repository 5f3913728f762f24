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
        segments.reserveCapacity(8)
        var rest = path.utf8.dropFirst()
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: "/"))
            guard let decoded = PercentEncoding.decoded(Substring(rest[..<(end ?? rest.endIndex)])) else {
                return nil
            }
            segments.append(decoded)
            guard let end else { return segments }
            rest = rest[rest.index(after: end)...]
        }
    }

    private static func decodedQuery(_ query: Substring) -> [QueryItem]? {
        var items: [QueryItem] = []
        for item in query.utf8.split(separator: UInt8(ascii: "&")) {
            let end = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            guard let name = decoded(item[..<end]), let value = decoded(item[end...].dropFirst()) else {
                return nil
            }
            items.append(QueryItem(name: name, value: value))
        }
        return items
    }

    /// Forms write a space as a plus sign, in queries only.
    private static func decoded(_ text: Substring.UTF8View) -> String? {
        let text = Substring(text)
        let isPlain = !text.utf8.contains(UInt8(ascii: "+"))
        return PercentEncoding.decoded(isPlain ? text : text.replacing("+", with: "%20"))
    }
}
