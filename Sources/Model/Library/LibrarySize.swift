/// How large a library is.
package struct LibrarySize: Equatable, Sendable {
    package let runCount: Int
    /// The bytes of all reports, without config archives.
    package let filedByteCount: Int
    /// The bytes of the catalog on disk.
    package let catalogByteCount: Int

    /// Makes the value from its fields; nothing is checked.
    package init(runCount: Int, filedByteCount: Int, catalogByteCount: Int) {
        self.runCount = runCount
        self.filedByteCount = filedByteCount
        self.catalogByteCount = catalogByteCount
    }
}
