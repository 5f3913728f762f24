import System

/// Which content coding an answer gets.
package enum ContentCoding {
    /// Below this size, compressing costs more than it saves.
    private static let smallestWorthwhile: UInt64 = 1024

    /// Whether content of a type and size is worth compressing.
    static func isWorthwhile(type: String?, byteCount: UInt64) -> Bool {
        guard byteCount > smallestWorthwhile, let type else { return false }
        let name = type.prefix { $0 != ";" }.lowercased().trimmingSpaces()
        return name.hasPrefix("text/") || name.hasSuffix("json") || name.hasSuffix("javascript")
            || name.hasSuffix("+xml")
    }

    /// Whether a client takes gzip at least as gladly as plain bytes (RFC 9110, section 12.5.3).
    package static func prefersGzip(_ acceptEncoding: String?) -> Bool {
        guard let acceptEncoding else { return false }
        let weights = QualityList(acceptEncoding)
        let gzip = weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? 0
        return gzip > 0 && gzip >= weights["identity"] ?? 0
    }
}

/// A list with weights: "text/html, application/json;q=0.9".
package struct QualityList {
    private let weights: [String: Double]

    /// Reads a field; an entry without a weight, or with one that is no number, has 1.
    package init(_ field: String) {
        var weights: [String: Double] = [:]
        for entry in field.split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.trimmingSpaces().lowercased() }
            guard let name = parts.first, !name.isEmpty else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            weights[name] = weight.map { $0.isNaN ? 1 : min(max($0, 0), 1) } ?? 1
        }
        self.weights = weights
    }

    /// The weight of a name in lower case; nil when it is not in the list.
    package subscript(name: String) -> Double? { weights[name] }
}
