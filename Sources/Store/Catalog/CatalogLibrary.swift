import CSQLite3

/// The library that keeps the catalog.
package enum CatalogLibrary {
    /// The version of SQLite that this process uses.
    package static var version: String { String(cString: sqlite3_libversion()) }
}
