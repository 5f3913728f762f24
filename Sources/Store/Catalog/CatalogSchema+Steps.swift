import Model

/// The versions of the schema: each has a step that leads to it, so that an older catalog keeps its rows.
extension CatalogSchema {
    /// What a new catalog begins with; an older one is made again.
    private static let base = 6

    /// What leads from the version before to the next, from `base` on.
    private static let steps = ["\(indexStep) \(analysisStep)", removalStep]

    /// The version that this program writes.
    static var version: Int64 { Int64(base + steps.count) }

    /// Up to this size all of the catalog is checked before it is used: some seconds at most.
    private static let checkedByteCount: Int64 = 256 << 20

    /// Creates what is missing.
    ///
    /// - Throws: `CatalogError`, also for a catalog of a newer version, or of one before `base`.
    static func prepare(_ database: Database) throws(CatalogError) {
        let found = try number("PRAGMA user_version", in: database)
        guard found == 0 || (Int64(base)...version).contains(found) else {
            throw CatalogError(operation: "open", message: "schema \(found), not \(version)", cause: .content)
        }
        try database.execute("PRAGMA foreign_keys = ON")
        try database.transaction { () throws(CatalogError) in
            if found == 0 {
                try database.execute(
                    "\(runTable) \(digestIndexes) \(outlineTables) \(listingTables) \(verifiedTable)")
            }
            for step in steps.dropFirst(max(0, Int(found) - base)) { try database.execute(step) }
            if found == base { try indexAll(in: database) }
            try database.execute("PRAGMA user_version = \(version)")
        }
    }

    /// Refuses a catalog of another version, which only the daemon brings up to date.
    static func expectCurrent(_ database: Database) throws(CatalogError) {
        let found = try number("PRAGMA user_version", in: database)
        guard found == version else {
            throw CatalogError(
                operation: "open",
                message: "the catalog is of version \(found), and this benchd reads version \(version);"
                    + " start the daemon once, which brings it up to date",
                cause: .content)
        }
    }

    /// Looks for damage: in all of a catalog that is not large, else where lists are made from.
    static func check(_ database: Database) throws(CatalogError) {
        let pages = try number("PRAGMA page_count", in: database)
        let pageSize = try number("PRAGMA page_size", in: database)
        let isSmall = pages.multipliedReportingOverflow(by: pageSize).partialValue <= checkedByteCount
        let checks = isSmall ? ["integrity_check(1)"] : ["run_index", "names"].map { "quick_check(\($0))" }
        for check in checks {
            try database.query("PRAGMA \(check)") { (row) throws(CatalogError) in
                guard row.text(0) == "ok" else {
                    throw CatalogError(
                        operation: "check", message: row.text(0) ?? "damaged", cause: .content)
                }
            }
        }
    }

    static func number(_ sql: String, in database: Database) throws(CatalogError) -> Int64 {
        var number: Int64 = 0
        try database.query(sql) { row in number = row.integer(0) }
        return number
    }
}
