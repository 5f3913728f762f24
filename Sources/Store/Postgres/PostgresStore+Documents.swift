package import Model

extension PostgresStore: LibraryDocuments {
    /// A document of all daemons (`LibraryDocuments`).
    ///
    /// - Throws: `LibraryError.unavailable`.
    package func document(_ name: String) throws(LibraryError) -> LibraryDocument? {
        let rows = try database { (connection) throws(PostgresError) in
            try connection.rows("SELECT content, version FROM documents WHERE name = $1", [.text(name)])
        }
        return rows.first.map { LibraryDocument(content: $0.bytes(0) ?? [], version: $0.integer(1)) }
    }

    /// Replaces a document where nobody else has (`LibraryDocuments`).
    ///
    /// - Throws: `LibraryError.unavailable`; then it may be replaced all the same.
    package func replaceDocument(
        _ name: String, by content: [UInt8], ofVersion version: Int64
    ) throws(LibraryError) -> Bool {
        try database { (connection) throws(PostgresError) in
            try Self.replaceDocument(name, by: content, ofVersion: version, on: connection)
        }
    }

    /// The same on a connection.
    ///
    /// - Throws: `PostgresError`; then it may be replaced all the same.
    static func replaceDocument(
        _ name: String, by content: [UInt8], ofVersion version: Int64, on connection: PostgresConnection
    ) throws(PostgresError) -> Bool {
        let rows = try connection.run(
            [
                PostgresStatement(
                    "INSERT INTO documents (name, version, content) VALUES ($1, 1, $2) ON CONFLICT (name) DO UPDATE"
                        + " SET version = documents.version + 1, content = EXCLUDED.content"
                        + " WHERE documents.version = $3 RETURNING 1",
                    [.text(name), .bytes(content), .integer(version)])
            ], patience: PostgresTransaction.commitPatience, refusesNotices: true)
        return rows.first?.isEmpty == false
    }
}
