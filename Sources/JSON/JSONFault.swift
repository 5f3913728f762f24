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
