/// A JSON value in memory; numbers keep their text, objects their order.
package indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number as it is written, so that no digit is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One key and its value.
    package struct Member: Equatable, Sendable {
        package let key: String
        package let value: JSONValue

        /// A member of an object.
        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// A whole number.
    package static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// A number as the shortest decimal that stands for the same double; null for nil and what is not finite.
    package static func double(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        let text = "\(value)"
        return .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    /// A string, or null for nil.
    package static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

    /// The value of the member `key`; nil where this is no object or lacks it.
    package subscript(key: String) -> JSONValue? {
        members?.first { $0.key == key }?.value
    }

    /// The members of an object.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The elements of an array.
    package var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text of a string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a number.
    package var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// The value of a number that is whole.
    package var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// The value of a boolean.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// An object with its members in the order written.
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }

    /// An array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// A string.
    package init(stringLiteral text: String) { self = .string(text) }

    /// A number.
    package init(integerLiteral value: Int) { self = .integer(value) }

    /// A boolean.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Null.
    package init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
    /// Reads one value, by the rules of `JSONScanner`; long keys have their short form (`ShortName`).
    ///
    /// - Throws: `JSONReadError` where the bytes are not exactly one JSON value.
    package init(parsing bytes: [UInt8]) throws(JSONReadError) {
        var scanner = JSONScanner(bytes)
        self = try JSONValue(from: &scanner, text: bytes)
        try scanner.finish()
    }

    private init(from scanner: inout JSONScanner, text: [UInt8]) throws(JSONReadError) {
        switch try scanner.kind() {
        case .object:
            var members: [Member] = []
            try scanner.object { (scanner, key) throws(JSONReadError) in
                members.append(Member(key.text, try JSONValue(from: &scanner, text: text)))
            }
            self = .object(members)
        case .array:
            var elements: [JSONValue] = []
            try scanner.array { (scanner) throws(JSONReadError) in
                elements.append(try JSONValue(from: &scanner, text: text))
            }
            self = .array(elements)
        case .string:
            self = .string(try scanner.string())
        case .number:
            let start = scanner.offset
            _ = try scanner.number()
            self = .number(String(decoding: text[start..<scanner.offset], as: UTF8.self))
        case .boolean, .null:
            self = try scanner.literal().map { .bool($0) } ?? .null
        }
    }
}
