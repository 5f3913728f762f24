/// A name in which `*` stands for any text.
package struct NamePattern: Equatable, Sendable {
    package let text: String
    private let parts: [Substring]

    /// A pattern; without `*` it fits one name.
    package init(_ text: String) {
        self.text = text
        parts = text.split(separator: "*", omittingEmptySubsequences: false)
    }

    /// Whether it fits any name.
    package var fitsAll: Bool { text == "*" }
    /// The only name that it fits; nil where it has a `*`.
    package var name: String? { parts.count == 1 ? text : nil }

    /// Whether a name fits.
    package func fits(_ name: String) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return name == text }
        var rest = name[...]
        guard rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let end = Self.end(of: part, in: rest) else { return false }
            rest = rest[end...]
        }
        return rest.hasSuffix(last)
    }

    private static func end(of part: Substring, in text: Substring) -> Substring.Index? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(part) { return text.index(start, offsetBy: part.count) }
            start = text.index(after: start)
        }
        return nil
    }
}
