import Model

/// A library whose answers come out of a catalog: reading is the same, wherever the catalog comes from.
///
/// Safe from any thread.
protocol CatalogBacked: RunLibrary {
    /// What is known of all runs; another one after it was damaged.
    var catalog: Catalog { get }

    /// Has a run's row made again, from what the catalog is derived from.
    func requestRepair(of id: RunID, because error: CatalogError)
}

extension CatalogBacked {
    /// The result of a body that works with the catalog.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func catalogued<Result>(
        _ body: (Catalog) throws(CatalogError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try body(catalog)
        } catch {
            throw .catalog(error)
        }
    }

    /// Reads what the catalog knows of a run; what is damaged there is made again soon.
    ///
    /// - Throws: `LibraryError` of the catalog.
    func reading<Result>(
        _ id: RunID, _ body: (Catalog) throws(CatalogError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try body(catalog)
        } catch {
            if error.cause == .content { requestRepair(of: id, because: error) }
            throw .catalog(error)
        }
    }
}

extension CatalogBacked {
    /// The newest run's id (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func latest() throws(LibraryError) -> RunID? {
        try catalogued { (catalog) throws(CatalogError) in try catalog.latest() }
    }

    /// A page of runs (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func runs(_ query: RunQuery) throws(LibraryError) -> RunPage {
        // Before the catalog is read: a page that lacks a run says so.
        let indexing = indexing
        var page = try catalogued { (catalog) throws(CatalogError) in try catalog.runs(query) }
        page.indexing = indexing
        return page
    }

    /// What some runs, and the runs before them, were made with (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func lineages(of runs: [Run]) throws(LibraryError) -> [RunID: RunLineage] {
        catalog.lineages(of: runs)
    }

    /// What is known of one run without its outline and listing (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func run(_ id: RunID) throws(LibraryError) -> FiledRun? {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.run(id) }
    }

    /// What is kept of a run that was removed (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func tombstone(_ id: RunID) throws(LibraryError) -> Tombstone? {
        try catalogued { (catalog) throws(CatalogError) in try catalog.tombstone(id) }
    }

    /// The runs that a choice may mean (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func ids(of run: RunChoice) throws(LibraryError) -> [RunID] {
        switch run {
        case .latest: try latest().map { [$0] } ?? []
        case .id(let id): try self.run(id) == nil ? [] : [id]
        case .beginning(let text):
            try catalogued { (catalog) throws(CatalogError) in
                try catalog.ids(beginningWith: text, limit: MarkOutcome.namedIDs + 1)
            }
        }
    }
}
