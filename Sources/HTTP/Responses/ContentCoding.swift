import System

/// A content coding that benchd knows (RFC 9110, section 8.4.1; RFC 8878 for zstd), in the order in which it prefers them.
package enum ContentCoding: String, CaseIterable, Sendable {
    case zstd
    case gzip
    /// The bytes as they are.
    case identity

    /// Below this size, compressing costs more than it saves.
    private static let smallestWorthwhile: UInt64 = 1024

    /// Whether content of a type and size is worth compressing.
    static func isWorthwhile(type: String?, byteCount: UInt64) -> Bool {
        guard byteCount > smallestWorthwhile, let type else { return false }
        let end = type.utf8.firstIndex(of: UInt8(ascii: ";")) ?? type.endIndex
        let name = type[..<end].trimmingSpaces()
        return name.hasPrefixIgnoringCase("text/")
            || ["json", "javascript", "+xml"].contains { name.hasSuffixIgnoringCase($0) }
    }

    /// The codings that an Accept-Encoding field takes, the one to send first; never empty.
    ///
    /// Equal weights leave benchd's own order. A client that refuses every coding gets the bytes as they are: RFC 9110
    /// (section 12.5.3) lets a server do so, and bytes help more than an error.
    package static func accepted(_ field: String?) -> [ContentCoding] {
        guard let field else { return [.identity] }
        let weights = QualityList(field)
        let weighed = allCases.map { (coding: $0, weight: $0.weight(in: weights)) }
        let taken = weighed.filter { coding, weight in weight.map { $0 > 0 } ?? (coding == .identity) }
        let ordered = taken.enumerated().sorted { first, second in
            let (one, other) = (first.element.weight ?? 0, second.element.weight ?? 0)
            return one == other ? first.offset < second.offset : one > other
        }
        return ordered.isEmpty ? [.identity] : ordered.map(\.element.coding)
    }

    /// What a list says of it; nil where it says nothing.
    private func weight(in weights: QualityList) -> Double? {
        switch self {
        // Clients that write "*" are older than zstd, so it goes only to those that name it.
        case .zstd: weights["zstd"]
        case .gzip: weights["gzip"] ?? weights["x-gzip"] ?? weights["*"]
        case .identity: weights["identity"] ?? weights["*"]
        }
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
