import Analysis
import Model
import Synchronization
import System

// How states of runs come from the database into the catalog.
extension FollowLoop {
    /// So many runs are entered in one transaction.
    private static let batch = 64

    /// Brings the catalog to what the database has of some runs, each with the state that is expected; 0 for any.
    func enter(
        _ runs: [(id: RunID, version: Int64)], on connection: PostgresConnection
    ) throws(LibraryError) {
        for start in stride(from: 0, to: runs.count, by: Self.batch) {
            let batch = runs[start..<min(start + Self.batch, runs.count)]
            // In the order of filing, so that what belongs together lies together.
            try enterBatch(batch.sorted { $0.id < $1.id }, on: connection)
        }
    }

    private func enterBatch(
        _ runs: [(id: RunID, version: Int64)], on connection: PostgresConnection
    ) throws(LibraryError) {
        var found: [RunID: Follower.Prepared] = follower.state.withLock { state in
            var found: [RunID: Follower.Prepared] = [:]
            for (id, version) in runs {
                if let own = state.prepared.removeValue(forKey: id), own.version == version {
                    found[id] = own
                }
            }
            return found
        }
        let missing = runs.map(\.id).filter { found[$0] == nil }
        var unreadable: Set<RunID> = []
        if !missing.isEmpty {
            do {
                found.merge(try fetch(missing, on: connection, &unreadable)) { first, _ in first }
            } catch {
                throw error.asLibraryError
            }
        }
        let rows = runs.compactMap { found[$0.id] }
        if !rows.isEmpty {
            try catalogued { (catalog) throws(CatalogError) in
                try catalog.put(rows.map(\.row), rules: RunAnalysis.currentRules)
                try catalog.noteVersions(rows.map { ($0.row.receipt.id, $0.version) })
            }
        }
        let gone = missing.filter { found[$0] == nil && !unreadable.contains($0) }
        for id in gone { damages.clearRow(of: id) }
        if !gone.isEmpty { try remove(gone, on: connection) }
    }

    /// `unreadable` gets the runs whose rows are damaged: one of them keeps no other.
    private func fetch(
        _ ids: [RunID], on connection: PostgresConnection, _ unreadable: inout Set<RunID>
    ) throws(PostgresError) -> [RunID: Follower.Prepared] {
        let rows = try connection.rows(
            "SELECT \(RunRecord.columns), d.rules, d.bytes FROM runs r LEFT JOIN derived d ON d.id = r.id"
                + " WHERE r.id = ANY($1::text[])", [.texts(ids.map(\.description))])
        var found: [RunID: Follower.Prepared] = [:]
        for row in rows {
            let record: RunRecord
            do {
                record = try RunRecord(row)
            } catch {
                guard let id = row.text(0).flatMap(RunID.init) else { throw error }
                damages.noteRow(of: id, error.reason)
                unreadable.insert(id)
                continue
            }
            damages.clearRow(of: record.id)
            // What a later version has derived is left out: the run is listed by its receipt.
            let derived = row.bytes(5).flatMap { DerivedRun(bytes: $0, rules: Int(row.integer(4))) }
            found[record.id] = Follower.Prepared(version: record.version, row: record.row(derived))
        }
        return found
    }

    /// Takes runs out of the catalog that the database does not have; of those that were removed the tombstone stays.
    func remove(_ ids: [RunID], on connection: PostgresConnection) throws(LibraryError) {
        let tombstones: [Tombstone]
        do {
            tombstones = try connection.rows(
                "SELECT content FROM tombstones WHERE id = ANY($1::text[])", [.texts(ids.map(\.description))]
            ).compactMap { $0.bytes(0).flatMap(Tombstone.init(kept:)) }
        } catch {
            throw error.asLibraryError
        }
        try catalogued { (catalog) throws(CatalogError) in
            for tombstone in tombstones { try catalog.bury(tombstone) }
            for id in ids where !tombstones.contains(where: { $0.id == id }) { try catalog.remove(id) }
        }
    }
}
