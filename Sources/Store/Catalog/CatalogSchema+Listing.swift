import JSON
import Model
import System

/// How the listing of a config archive lies in the catalog: a row an entry, and one for what is known of all.
extension CatalogSchema {
    static let listingTables = """
        CREATE TABLE IF NOT EXISTS listings (
            run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
            notes TEXT NOT NULL,
            findings TEXT NOT NULL
        ) STRICT;
        CREATE TABLE IF NOT EXISTS listed (
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            address BLOB NOT NULL,
            is_shared INTEGER NOT NULL,
            kind TEXT NOT NULL,
            byte_count INTEGER NOT NULL,
            crc32 INTEGER NOT NULL,
            is_encrypted INTEGER NOT NULL,
            path TEXT NOT NULL,
            entry TEXT NOT NULL,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS listed_address ON listed (run, address);
        """

    static func insert(_ listing: ConfigListing, of run: Int64, into database: Database) throws(CatalogError)
    {
        try database.query(
            "INSERT INTO listings VALUES (?, ?, ?)",
            [
                .integer(run), .text(JSONValue.array(listing.notes.map { .string($0) }).text),
                .text(JSONValue.array(listing.findings.map(\.json)).text),
            ])
        let addresses = listing.entries.map { Digest.of(ConfigListing.address(of: $0.path)).bytes }
        let counts = addresses.reduce(into: [[UInt8]: Int]()) { $0[$1, default: 0] += 1 }
        for (position, (entry, address)) in zip(listing.entries, addresses).enumerated() {
            try database.query(
                "INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    .integer(run), .integer(position), .blob(address),
                    .integer(counts[address] == 1 ? 0 : 1), .text(entry.kind.rawValue),
                    .integer(Int64(entry.byteCount)), .integer(Int64(entry.crc32)),
                    .integer(entry.isEncrypted ? 1 : 0), .text(entry.path), .text(entry.json.text),
                ])
        }
    }

    static func deleteListing(of run: Int64, from database: Database) throws(CatalogError) {
        try database.query("DELETE FROM listings WHERE run = ?", [.integer(run)])
        try database.query("DELETE FROM listed WHERE run = ?", [.integer(run)])
    }
}
