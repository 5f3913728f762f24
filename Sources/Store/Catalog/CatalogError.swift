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

    /// Whether what the database holds is at fault, not memory, disk or a lock: made anew, it would work
    /// (SQLITE_BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN).
    var isOfContent: Bool { ![5, 6, 7, 8, 9, 10, 13, 14].contains(code & 0xFF) }

    /// "catalog: step: database disk image is malformed (11)".
    package var description: String { "catalog: \(operation): \(message) (\(code))" }
}
