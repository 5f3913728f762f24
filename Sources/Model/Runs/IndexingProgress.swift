/// How far a catalog is that is made from the files.
package struct IndexingProgress: Equatable, Sendable {
    /// Runs that are in the catalog with all that is known of them, or, while drops wait, with their digests.
    package let done: Int
    /// Runs that are filed.
    package let total: Int
    /// Whether the digests of all runs are known; until then the same bytes cannot be recognised.
    package let takesDrops: Bool
    /// Whether other daemons share the library, which may have all runs: readers are better sent to them.
    package let isShared: Bool

    /// Makes the value from its fields; nothing is checked.
    package init(done: Int, total: Int, takesDrops: Bool, isShared: Bool = false) {
        self.done = done
        self.total = total
        self.takesDrops = takesDrops
        self.isShared = isShared
    }
}
