/// A file that was filed: its size and digest.
package struct FiledFile: Equatable, Sendable {
    package let byteCount: Int
    package let digest: Digest

    /// A file's size and digest.
    package init(byteCount: Int, digest: Digest) {
        self.byteCount = byteCount
        self.digest = digest
    }
}
