/// Some runs, in the order that was asked for.
package struct RunPage: Equatable, Sendable {
    package let runs: [Run]
    /// How many runs the query has in all.
    package let total: Int
    /// How many of them come before the page.
    package let skipped: Int
    /// Where the next page begins; nil on the last.
    package let next: RunCursor?
    /// Nil where they were not asked for.
    package let facets: RunFacets?
    /// How far the catalog is while it is made from the files, so that runs may be missing; nil while it has all.
    package var indexing: IndexingProgress?

    /// Makes the value from its fields; nothing is checked.
    package init(
        runs: [Run], total: Int, skipped: Int = 0, next: RunCursor?, facets: RunFacets? = nil
    ) {
        self.runs = runs
        self.total = total
        self.skipped = skipped
        self.next = next
        self.facets = facets
    }
}

/// How many of the runs that a query has, on all its pages, have which name.
package struct RunFacets: Equatable, Sendable {
    /// What is counted; the raw value is its name in answers.
    package enum Field: String, CaseIterable, Sendable {
        /// `rig`: the source, or the host name of a run that has none.
        case source, rig, benchmark, filesystem, family, driver, label
    }

    /// A name with the number of its runs.
    package struct Count: Equatable, Sendable {
        package let name: String
        package let runs: Int

        /// Makes the value from its fields; nothing is checked.
        package init(name: String, runs: Int) {
            self.name = name
            self.runs = runs
        }
    }

    /// The most names of a field; those with the most runs are named.
    package static let nameLimit = 500

    /// The most runs first, then by name.
    package var counts: [Field: [Count]] = [:]
    /// How many names a field has beyond `nameLimit`.
    package var omittedCounts: [Field: Int] = [:]

    /// Counts of nothing.
    package init() {}

    /// The counts of a field.
    package subscript(field: Field) -> [Count] { counts[field] ?? [] }
}

/// The two parts of a filesystem's name: "btrfs_overlay2" is btrfs with the storage driver overlay2.
package struct FilesystemName: Equatable, Sendable {
    package let family: String
    /// Nil where the name has no "_".
    package let driver: String?

    /// Splits a name at its first "_".
    package init(_ name: String) {
        let parts = name.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        family = parts.first.map(String.init) ?? name
        driver = parts.count > 1 ? String(parts[1]) : nil
    }
}
