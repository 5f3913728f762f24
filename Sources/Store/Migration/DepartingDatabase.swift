import JSON
import Model
import System

/// A database whose runs are moved; only read, while its daemons work on.
struct DepartingDatabase {
    let pool: PostgresPool

    /// So many rows are asked for at once.
    private static let page = 200

    /// How many runs there are, and whether a daemon works on them.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func look() throws(LibraryError) -> (runCount: Int, isServed: Bool) {
        let count = try rows("SELECT count(*) FROM runs", []).first?.integer(0) ?? 0
        let leader = PostgresLock.leader.looking
        let isServed = try rows(leader.sql, leader.values).first?.integer(0) == 1
        return (Int(clamping: count), isServed)
    }

    /// Some runs after one, in the order of their ids; none after the last.
    ///
    /// A row that is damaged is without a record.
    /// - Throws: `LibraryError.unavailable`.
    func runs(after last: String) throws(LibraryError) -> [(id: String, record: RunRecord?)] {
        let rows = try rows(
            "SELECT \(RunRecord.columns) FROM runs r WHERE r.id > $1 ORDER BY r.id LIMIT $2",
            [.text(last), .integer(Int64(Self.page))])
        // What is wrong with a row is the same for all that are: benchd cannot read it.
        return rows.map { ($0.text(0) ?? "", try? RunRecord($0)) }
    }

    /// Whether a run is still there.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func has(_ id: RunID) throws(LibraryError) -> Bool {
        try !rows("SELECT 1 FROM runs WHERE id = $1", [.text(id.description)]).isEmpty
    }

    /// Some tombstones after one, in the order of their ids, nil for one that is damaged; none after the last.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func tombstones(after last: String) throws(LibraryError) -> [(id: String, tombstone: Tombstone?)] {
        try rows(
            "SELECT id, content FROM tombstones WHERE id > $1 ORDER BY id LIMIT $2",
            [.text(last), .integer(Int64(Self.page))]
        ).map { ($0.text(0) ?? "", $0.bytes(1).flatMap(Tombstone.init(kept:))) }
    }

    /// The ids of all tombstones.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func tombstoneIDs() throws(LibraryError) -> Set<RunID> {
        Set(try rows("SELECT id FROM tombstones", []).compactMap { $0.text(0).flatMap(RunID.init) })
    }

    /// A document; nil where there is none.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func document(_ name: String) throws(LibraryError) -> [UInt8]? {
        try rows("SELECT content FROM documents WHERE name = $1", [.text(name)]).first?.bytes(0)
    }

    // MARK: Bytes

    /// Copies a part of a run into a new file of `staging`, which replaces one of that name.
    ///
    /// - Throws: `LibraryError.damaged` where the bytes are not those that were filed; `.file`, `.unavailable`. Then there is
    ///   no such file.
    func copy(
        _ place: ContentPlace, as name: FilePath, in staging: Directory
    ) throws(LibraryError) -> StagedFile {
        var writer = try Self.filed { () throws(FileError) in
            if try staging.statusIfPresent(of: name) != nil { try staging.remove(name) }
            return try StagedWriter(name, in: staging)
        }
        do throws(LibraryError) {
            for number in 0..<StagedFrames.count(of: place.file.byteCount) {
                let frame = try frame(number, of: place)
                do {
                    try writer.write(frame[...])
                } catch {
                    throw LibraryError.file(error)
                }
            }
        } catch {
            writer.discard()
            throw error
        }
        let staged: StagedFile
        do {
            staged = try writer.finish()
        } catch {
            throw .file(error)
        }
        guard staged.file == place.file else {
            staged.discard()
            throw Self.damaged(place, "its bytes have another digest than the receipt has")
        }
        return staged
    }

    private func frame(_ number: Int, of place: ContentPlace) throws(LibraryError) -> [UInt8] {
        let statement = ChunkReading.statement(number...number, of: place.file)
        let found = try rows(statement.sql, statement.values)
        switch ChunkReading.frames(found, number...number, of: place.file) {
        case .success(let frames): return frames.first ?? []
        case .failure(let fault): throw Self.damaged(place, fault.reason)
        }
    }

    private static func damaged(_ place: ContentPlace, _ reason: String) -> LibraryError {
        let name = FilePath("the \(place.part.rawValue) of the run \(place.id) in the database")
        return .damaged(
            PartDamage(id: place.id, part: place.part, damage: Damage(path: name, reason: reason)))
    }

    private static func filed<Result: ~Copyable>(
        _ body: () throws(FileError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try body()
        } catch {
            throw .file(error)
        }
    }

    private func rows(
        _ sql: String, _ values: [PostgresStatement.Value]
    ) throws(LibraryError) -> [PostgresRow] {
        try pool.patiently { (connection) throws(FilingFault) in
            try FilingFault.ofDatabase { () throws(PostgresError) in try connection.rows(sql, values) }
        }
    }
}
