/// Small documents that all processes share that share a library, each changed by one of them at a time; safe from any thread.
package protocol LibraryDocuments: Sendable {
    /// A document with its version; nil where there is none.
    ///
    /// - Throws: `LibraryError`.
    func document(_ name: String) throws(LibraryError) -> LibraryDocument?

    /// Replaces a document where it still has a version, 0 for one that is not there.
    ///
    /// - Returns: Whether it was replaced.
    /// - Throws: `LibraryError`.
    func replaceDocument(
        _ name: String, by content: [UInt8], ofVersion version: Int64
    ) throws(LibraryError) -> Bool
}

/// A document of a library.
package struct LibraryDocument: Equatable, Sendable {
    package let content: [UInt8]
    /// Another one after each change, from 1.
    package let version: Int64

    /// Makes the value from its fields; nothing is checked.
    package init(content: [UInt8], version: Int64) {
        (self.content, self.version) = (content, version)
    }
}
