/// A call to SQLite that failed.
package struct CatalogError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was attempted: "open", "prepare", "step".
    package let operation: String
    /// SQLite's extended result code.
    package let code: Int32
    /// SQLite's words.
    package let message: String

    /// Whether the filesystem is full (SQLITE_FULL).
    var isOutOfSpace: Bool { code & 0xFF == 13 }

    /// "catalog: step: database disk image is malformed (11)".
    package var description: String { "catalog: \(operation): \(message) (\(code))" }
}
