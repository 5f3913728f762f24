import JSON
import Model

// What a run's report names, and what its config holds, in parts; from any thread, without a look at the files.
extension CatalogBacked {
    /// Reads some benchmarks with some of their entries.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - start: Where the part begins.
    ///   - benchmarkLimit: The most benchmarks.
    ///   - entryLimit: The most entries.
    /// - Returns: The part; nil where there is no such run.
    /// - Throws: `LibraryError` of the catalog.
    package func outline(
        _ id: RunID, from start: OutlinePosition, benchmarkLimit: Int, entryLimit: Int
    ) throws(LibraryError) -> OutlinePage? {
        try reading(id) { (catalog) throws(CatalogError) in
            try catalog.outline(id, from: start, benchmarkLimit: benchmarkLimit, entryLimit: entryLimit)
        }
    }

    /// One entry by its names, whole or in their short form; nil where there is none.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func entry(
        _ id: RunID, benchmark: String, filesystem: String
    ) throws(LibraryError) -> OutlineEntry? {
        try reading(id) { (catalog) throws(CatalogError) in
            try catalog.entry(
                id, benchmark: ShortName.of(benchmark), filesystem: ShortName.of(filesystem))
        }
    }

    /// Some of a run's filesystems by name; the run has their number.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func filesystems(_ id: RunID, from index: Int, limit: Int) throws(LibraryError) -> [Report.Name] {
        try reading(id) { (catalog) throws(CatalogError) in
            try catalog.names(.filesystem, of: id, from: index, limit: limit)
        }
    }

    /// What a run's report has at its top besides `data`.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func parts(_ id: RunID) throws(LibraryError) -> ReportParts {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.parts(atTopOf: id) }
    }

    /// Some entries of a run's config archive; nil where it has none that could be listed.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func listing(_ id: RunID, from index: Int, limit: Int) throws(LibraryError) -> ListingPart? {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.listing(id, from: index, limit: limit)
        }
    }

    /// Hands over what a comparison needs of each entry of a run's config archive; of none where it has no listing.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func visitListedFiles(_ id: RunID, _ visit: (ListedFile) -> Void) throws(LibraryError) {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.visitListedFiles(id, visit) }
    }

    /// The entries at some places of a run's config archive, in their order.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func listedEntries(_ id: RunID, indices: [Int]) throws(LibraryError) -> [ListedEntry] {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.listedEntries(id, indices: indices) }
    }

    /// The entries of a run's config archive that an address reaches.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func listedEntries(_ id: RunID, at path: String) throws(LibraryError) -> [ListedEntry] {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.listedEntries(id, at: path) }
    }
}
