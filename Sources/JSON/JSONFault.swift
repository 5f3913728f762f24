package import System

/// Why a text is not JSON, and where.
package struct JSONFault: Error, Equatable, Sendable {
    /// What the text must have had here: "a value", "',' or '}'".
    package let expected: String
    /// What it has: "the end of the text", "'}'", "NaN, which is not a JSON number".
    package let found: String
    /// Offset from the first byte, from 0.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// In characters, from 1.
    package let column: Int
    /// Whether the text merely ended: with more bytes it could become valid.
    package let endsEarly: Bool
}

/// A place in a JSON text.
package struct JSONPosition: Equatable, Sendable {
    /// From the first byte, from 0.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// In characters, from 1.
    package let column: Int
}

/// What can stop the reading of a JSON text.
package enum JSONReadError: Error, Equatable, Sendable {
    case fault(JSONFault)
    /// More of something than is read: what, how many are, and where the next one stands.
    case tooMany(String, limit: Int, JSONPosition)
    case file(FileError)
}

extension JSONFault: CustomStringConvertible {
    /// What is wrong and where, as a part of a sentence.
    package var description: String {
        "it is not valid JSON: at line \(line), column \(column) there must be \(expected), but there is \(found)"
    }
}

extension JSONReadError: CustomStringConvertible {
    /// What is wrong, as a part of a sentence.
    package var description: String {
        switch self {
        case .fault(let fault): fault.description
        case .tooMany(let things, let limit, let position):
            "it has more than \(limit) \(things), the next one at line \(position.line), column \(position.column)"
        case .file(let error): error.description
        }
    }
}
