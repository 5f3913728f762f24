import System

/// The header fields of a message (RFC 9110, section 5), in order; names are compared without case.
package struct HeaderFields: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    /// One line of a header.
    struct Field: Equatable, Sendable {
        /// The name, as written.
        let name: String
        /// The value, without surrounding white space.
        let value: String
    }

    /// The fields, in the order of the message.
    private(set) var fields: [Field] = []

    /// Fields in the order given.
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// Adds a field after those of the same name.
    mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Adds a field after those of the same name.
    mutating func append(_ field: Field) {
        fields.append(field)
    }

    /// The values of every field with a name, in order.
    package func values(_ name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// Whether a field's name begins with a text, compared without case.
    package func hasName(beginning prefix: String) -> Bool {
        fields.contains { $0.name.hasPrefixIgnoringCase(prefix) }
    }

    /// The field's value; where it was sent several times, the values as one comma-separated list.
    ///
    /// Setting replaces all of them, and nil removes them.
    package subscript(name: String) -> String? {
        get {
            guard let first = fields.firstIndex(where: { $0.name.equalsIgnoringCase(name) }) else {
                return nil
            }
            let further = fields[(first + 1)...].filter { $0.name.equalsIgnoringCase(name) }
            return further.reduce(fields[first].value) { $0 + ", " + $1.value }
        }
        set {
            fields.removeAll { $0.name.equalsIgnoringCase(name) }
            if let newValue { append(name, newValue) }
        }
    }
}

extension String {
    /// Compares ASCII letters without case, as HTTP's names and tokens ask.
    func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.count == other.utf8.count && hasPrefixIgnoringCase(other)
    }

    /// Whether it begins with a text, compared in the same way.
    func hasPrefixIgnoringCase(_ prefix: String) -> Bool {
        utf8.count >= prefix.utf8.count && Self.areEqual(utf8.prefix(prefix.utf8.count), prefix.utf8)
    }

    /// Whether it ends with a text, compared in the same way.
    func hasSuffixIgnoringCase(_ suffix: String) -> Bool {
        utf8.count >= suffix.utf8.count && Self.areEqual(utf8.suffix(suffix.utf8.count), suffix.utf8)
    }

    private static func areEqual(_ bytes: Substring.UTF8View, _ others: UTF8View) -> Bool {
        var index = bytes.startIndex
        for other in others {
            let byte = bytes[index]
            if byte != other, byte.lowercased != other.lowercased { return false }
            bytes.formIndex(after: &index)
        }
        return true
    }
}
