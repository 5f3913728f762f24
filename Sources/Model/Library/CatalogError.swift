/// A call to the catalog that failed: to its database, or because of what a row holds.
package struct CatalogError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is at fault.
    package enum Cause: Equatable, Sendable {
        /// There is no space for what was to be written.
        case space
        /// What the database holds; made again from the files, it works.
        case content
        /// Memory, the disk, a lock, or the connection.
        case other
    }

    /// What was attempted: "open", "prepare", "step".
    package let operation: String
    /// The database's words, or ours.
    package let message: String
    package let cause: Cause
    /// Whether the database refuses what was to be written, for what it is: it may be whole then.
    package let isRefusal: Bool

    /// Makes the value from its fields; nothing is checked.
    package init(operation: String, message: String, cause: Cause, isRefusal: Bool = false) {
        self.operation = operation
        self.message = message
        self.cause = cause
        self.isRefusal = isRefusal
    }

    /// "catalog: step: database disk image is malformed (11)".
    package var description: String { "catalog: \(operation): \(message)" }
}
