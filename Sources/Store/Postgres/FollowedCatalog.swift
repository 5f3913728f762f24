import Model
import System

// What a catalog keeps besides its rows when it follows a database: which state of each run it has, and up to where it has
// followed. Both may be lost: then more is read again than had to be.
extension Catalog {
    /// Makes the tables that follow.
    func prepareFollowing() throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            try database.execute(
                """
                CREATE TABLE IF NOT EXISTS followed (
                    run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
                    version INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE IF NOT EXISTS following (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
                """)
        }
    }

    /// Notes which states of some runs the catalog has.
    func noteVersions(_ versions: [(id: RunID, version: Int64)]) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            try database.transaction { () throws(CatalogError) in
                for (id, version) in versions {
                    try database.query(
                        "INSERT OR REPLACE INTO followed SELECT number, ? FROM runs WHERE id = ?",
                        [.integer(version), .text(id.description)])
                }
            }
        }
    }

    /// The runs after one, up to another or to the end, with the state that the catalog has of each.
    func versions(after first: String, through last: String?) throws(CatalogError) -> [RunID: Int64] {
        try read { (database) throws(CatalogError) in
            var versions: [RunID: Int64] = [:]
            try database.query(
                "SELECT r.id, f.version FROM runs r LEFT JOIN followed f ON f.run = r.number"
                    + " WHERE r.id > ? AND r.id <= ?",
                // "g" is greater than every id.
                [.text(first), .text(last ?? "g")]
            ) { row in
                if let id = row.text(0).flatMap(RunID.init) { versions[id] = row.integer(1) }
            }
            return versions
        }
    }

    /// The greatest of our own ids; nil where there is none.
    func newestOwnID() throws(CatalogError) -> RunID? {
        try read { (database) throws(CatalogError) in
            var id: RunID?
            try database.query("SELECT max(id) FROM runs WHERE length(id) = 36") { row in
                id = row.text(0).flatMap(RunID.init)
            }
            return id.flatMap { $0.isOwn ? $0 : nil }
        }
    }

    /// Up to where the catalog has followed; nil where that is not known.
    func followingValue(_ name: FollowingName) throws(CatalogError) -> String? {
        try read { (database) throws(CatalogError) in
            var value: String?
            try database.query("SELECT value FROM following WHERE name = ?", [.text(name.rawValue)]) { row in
                value = row.text(0)
            }
            return value
        }
    }

    /// Notes up to where the catalog has followed.
    func setFollowing(_ values: [FollowingName: String]) throws(CatalogError) {
        try write { (database) throws(CatalogError) in
            try database.transaction { () throws(CatalogError) in
                for (name, value) in values {
                    try database.query(
                        "INSERT OR REPLACE INTO following VALUES (?, ?)",
                        [.text(name.rawValue), .text(value)]
                    )
                }
            }
        }
    }
}

/// What is noted of a catalog that follows.
enum FollowingName: String {
    /// Which library, on which server, in which of its histories.
    case identity
    /// A snapshot of the server: every event that is visible in it is in the catalog.
    case snapshot
    /// The last event that is in the catalog; empty where there was none.
    case event
}
