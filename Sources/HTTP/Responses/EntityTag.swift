/// A strong entity tag (RFC 9110, section 8.8.3).
package struct EntityTag: Equatable, Sendable, CustomStringConvertible {
    /// The text between the quotes.
    let opaque: String

    /// A tag of visible ASCII characters without quotes, such as a digest.
    package init(_ opaque: String) {
        self.opaque = opaque
    }

    /// The tag of the same content in a content coding: other bytes, so another tag.
    package func encoded(_ coding: ContentCoding) -> EntityTag {
        coding == .identity ? self : EntityTag("\(opaque)-\(coding.rawValue)")
    }

    /// The field value, with quotes.
    package var description: String { "\"\(opaque)\"" }
}

/// The list in an If-Match or If-None-Match field.
package struct EntityTagCondition {
    private let isAny: Bool
    private let tags: [(text: String, isWeak: Bool)]

    /// Reads "*" or a comma-separated list of tags; what is neither matches nothing.
    package init(_ field: String) {
        isAny = field == "*"
        var tags: [(String, Bool)] = []
        var rest = field.utf8[...]
        let quote = UInt8(ascii: "\"")
        while let start = rest.firstIndex(of: quote) {
            let isWeak = rest[..<start].suffix(2).elementsEqual("W/".utf8)
            let text = rest[rest.index(after: start)...]
            guard let end = text.firstIndex(of: quote) else { break }
            tags.append((String(Substring(text[..<end])), isWeak))
            rest = text[text.index(after: end)...]
        }
        self.tags = tags
    }

    /// Whether a tag is in the list by strong comparison: weak tags match nothing.
    func matchesStrongly(_ tag: EntityTag?) -> Bool {
        isAny || tags.contains { !$0.isWeak && $0.text == tag?.opaque }
    }

    /// Whether a tag is in the list by weak comparison.
    package func matchesWeakly(_ tag: EntityTag?) -> Bool {
        isAny || tags.contains { $0.text == tag?.opaque }
    }
}
