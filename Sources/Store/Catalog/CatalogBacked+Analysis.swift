import Analysis
import Model

// What is computed from runs, read from the catalog.
extension CatalogBacked {
    /// What benchd computes from a run (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func analysis(_ id: RunID) throws(LibraryError) -> RunAnalysis? {
        try reading(id) { (catalog) throws(CatalogError) in
            try catalog.analysis(id, rules: RunAnalysis.currentRules)
        }
    }

    /// What the settings of a run's archive say (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func vars(_ id: RunID) throws(LibraryError) -> ConfigVars? {
        try reading(id) { (catalog) throws(CatalogError) in try catalog.vars(id) }
    }

    /// What the settings of some archives say (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func vars(of id: VarsID) throws(LibraryError) -> ConfigVars? {
        try catalogued { (catalog) throws(CatalogError) in try catalog.vars(of: id) }
    }

    /// The facts of a machine (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func facts(of machine: MachineID) throws(LibraryError) -> [SystemFact] {
        try catalogued { (catalog) throws(CatalogError) in try catalog.facts(of: machine) }
    }

    /// The newest runs whose facts were collected at this time (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func runs(
        factsCollected timestamp: String, limit: Int
    ) throws(LibraryError) -> [CollectedFacts] {
        try catalogued { (catalog) throws(CatalogError) in
            try catalog.runs(factsCollected: timestamp, limit: limit)
        }
    }

    /// Runs with the values of their cells (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func measured(
        _ query: RunQuery, _ values: ValueSelection
    ) throws(LibraryError) -> MeasuredPage {
        try catalogued { (catalog) throws(CatalogError) in try catalog.measured(query, values) }
    }
}
