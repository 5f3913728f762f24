package import System

/// Something that a library keeps besides its runs: a file of the data folder, or a document in the database.
package struct MovedDocument: Sendable {
    let file: FilePath
    let name: String
    let merge: @Sendable ([UInt8], [UInt8]?) -> [UInt8]?

    /// A document.
    ///
    /// - Parameters:
    ///   - file: Its name in a data folder.
    ///   - name: Its name in a database.
    ///   - merge: What is kept of two of them, of which the second is where the first is moved to, or nil; nil where they cannot
    ///     be read. The same once more must change nothing.
    package init(
        file: FilePath, name: String, merge: @escaping @Sendable ([UInt8], [UInt8]?) -> [UInt8]?
    ) {
        (self.file, self.name, self.merge) = (file, name, merge)
    }

    /// No larger document is kept.
    static let byteLimit = 64 << 20
}
