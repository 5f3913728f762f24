import Model
import System

/// The listing of a config archive, read in parts.
extension Catalog {
    /// Some entries; nil where the run has no config that could be listed.
    func listing(_ id: RunID, from index: Int, limit: Int) throws(CatalogError) -> ListingPart? {
        var columns: (notes: String, findings: String, total: Int)?
        var rows: [ListedColumns] = []
        try read { (database) throws(CatalogError) in
            guard let run = try CatalogSchema.number(of: id, in: database) else { return }
            try database.query(
                "SELECT l.notes, l.findings, r.config_entry_count FROM listings l JOIN runs r ON r.number = l.run"
                    + " WHERE l.run = ?", [.integer(run)]
            ) { row in columns = (row.text(0) ?? "", row.text(1) ?? "", Int(row.integer(2))) }
            rows = try Self.listed(
                "run = ? AND position >= ? ORDER BY position LIMIT ?",
                [.integer(run), .integer(index), .integer(limit)], in: database)
        }
        guard let columns else { return nil }
        return ListingPart(
            entries: try rows.map { (row) throws(CatalogError) in try row.entry() }, total: columns.total,
            notes: try ListingCodec.notes(columns.notes),
            findings: try ListingCodec.findings(columns.findings))
    }

    /// Hands over each entry, in the order of the archive, without its listing ever being in memory.
    func visitListedFiles(_ id: RunID, _ visit: (ListedFile) -> Void) throws(CatalogError) {
        try read { (database) throws(CatalogError) in
            guard let run = try CatalogSchema.number(of: id, in: database) else { return }
            try database.query(
                "SELECT position, kind, byte_count, crc32, is_encrypted, path FROM listed WHERE run = ?"
                    + " ORDER BY position", [.integer(run)]
            ) { (row) throws(CatalogError) in
                guard let kind = row.text(1).flatMap(ConfigListing.Kind.init), let path = row.text(5) else {
                    throw ListingCodec.damaged
                }
                visit(
                    ListedFile(
                        index: Int(row.integer(0)), path: path, kind: kind, byteCount: Int(row.integer(2)),
                        crc32: UInt32(truncatingIfNeeded: row.integer(3)), isEncrypted: row.integer(4) != 0))
            }
        }
    }

    /// The entries at some places of the archive, in their order.
    func listedEntries(_ id: RunID, indices: [Int]) throws(CatalogError) -> [ListedEntry] {
        var rows: [ListedColumns] = []
        try read { (database) throws(CatalogError) in
            guard let run = try CatalogSchema.number(of: id, in: database) else { return }
            for index in Set(indices).sorted() {
                rows += try Self.listed(
                    "run = ? AND position = ?", [.integer(run), .integer(index)], in: database)
            }
        }
        return try rows.map { (row) throws(CatalogError) in try row.entry() }
    }

    /// The entries that an address reaches, in the order of the archive.
    func listedEntries(_ id: RunID, at path: String) throws(CatalogError) -> [ListedEntry] {
        let address = Digest.of(ConfigListing.address(of: path)).bytes
        var rows: [ListedColumns] = []
        try read { (database) throws(CatalogError) in
            guard let run = try CatalogSchema.number(of: id, in: database) else { return }
            rows = try Self.listed(
                "run = ? AND address = ? ORDER BY position", [.integer(run), .blob(address)],
                by: "INDEXED BY listed_address", in: database)
        }
        return try rows.map { (row) throws(CatalogError) in try row.entry() }
    }

    /// An entry's row, not decoded yet: that is done when the connection is given back.
    private struct ListedColumns {
        let isShared: Bool
        let json: String

        func entry() throws(CatalogError) -> ListedEntry {
            ListedEntry(entry: try ListingCodec.entry(json), isAddressShared: isShared)
        }
    }

    private static func listed(
        _ condition: String, _ values: [Database.Value], by index: String = "", in database: Database
    ) throws(CatalogError) -> [ListedColumns] {
        var rows: [ListedColumns] = []
        try database.query("SELECT is_shared, entry FROM listed \(index) WHERE \(condition)", values) { row in
            rows.append(ListedColumns(isShared: row.integer(0) != 0, json: row.text(1) ?? ""))
        }
        return rows
    }
}
