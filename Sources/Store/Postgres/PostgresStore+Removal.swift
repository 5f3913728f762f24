package import Model
import System

extension PostgresStore: RunRemoval {
    /// Removes runs with their bytes (`RunRemoval`).
    ///
    /// - Throws: `LibraryError`.
    package func remove(_ ids: [RunID], because reason: String) throws(LibraryError) -> [RemovalOutcome] {
        var chosen: [RunID] = []
        for id in ids where !chosen.contains(id) { chosen.append(id) }
        let now = Timestamp.now()
        let (outcomes, buried) = try changing { [chosen] (connection) throws(FilingFault) in
            do throws(PostgresError) {
                return try Self.remove(chosen, at: now, because: reason, on: connection)
            } catch {
                throw .database(error)
            }
        }
        follower.take([:])
        for tombstone in buried {
            for part in FiledPart.allCases { contents.damages.clear(part, tombstone.id) }
        }
        let digests = buried.flatMap { [$0.report.digest] + [$0.config?.digest].compactMap(\.self) }
        // The runs are gone; bytes that stay go with the next comparison of all runs.
        try? database { (connection) throws(PostgresError) in
            try Self.removeContents(digests, on: connection)
        }
        return outcomes
    }

    private static func remove(
        _ ids: [RunID], at now: Timestamp, because reason: String, on connection: PostgresConnection
    ) throws(PostgresError) -> ([RemovalOutcome], [Tombstone]) {
        let texts = PostgresStatement.Value.texts(ids.map(\.description))
        var rows: [[PostgresRow]] = []
        let transaction = try PostgresTransaction(
            connection,
            [
                // In one order over all daemons, so that none waits for another in a circle.
                PostgresStatement(
                    "SELECT \(RunRecord.columns) FROM runs r WHERE r.id = ANY($1::text[]) ORDER BY r.id FOR UPDATE",
                    [texts]),
                PostgresStatement("SELECT id FROM tombstones WHERE id = ANY($1::text[])", [texts]),
            ], rows: &rows)
        let (records, unreadable) = try read(rows[0])
        let removed = Set(rows[1].compactMap { $0.text(0).flatMap(RunID.init) })
        var outcomes: [RemovalOutcome] = []
        var tombstones: [Tombstone] = []
        for id in ids {
            if let damage = unreadable[id] {
                outcomes.append(.damagedNotes(id, damage))
                continue
            }
            guard let record = records[id] else {
                outcomes.append(removed.contains(id) ? .wasRemoved(id) : .noRun(id))
                continue
            }
            if let damage = record.markDamage {
                outcomes.append(.damagedNotes(id, damage))
            } else if record.mark.isPinned {
                outcomes.append(.pinned(id))
            } else {
                outcomes.append(.removed(id))
                tombstones.append(Tombstone(of: record.receipt, removed: now, reason: reason))
            }
        }
        // A removal that was only read may be visible and not confirmed by the standby.
        let confirmations = removed.map { RunStatements.event(.confirmed, of: $0) }
        try transaction.commit(tombstones.flatMap(RunStatements.bury) + confirmations)
        return (outcomes, tombstones)
    }

    /// The runs of some rows, and what is wrong with those that cannot be read.
    private static func read(
        _ rows: [PostgresRow]
    ) throws(PostgresError) -> ([RunID: RunRecord], [RunID: Damage]) {
        var records: [RunID: RunRecord] = [:]
        var unreadable: [RunID: Damage] = [:]
        for row in rows {
            do {
                let record = try RunRecord(row)
                records[record.id] = record
            } catch {
                guard let id = row.text(0).flatMap(RunID.init) else { throw error }
                unreadable[id] = Damage(path: "the table runs", reason: error.reason)
            }
        }
        return (records, unreadable)
    }

    /// Removes contents that no run has; one that a run is about to get meanwhile stays, because of its reference.
    static func removeContents(
        _ digests: [Digest], on connection: PostgresConnection
    ) throws(PostgresError) {
        for digest in Set(digests) {
            _ = try connection.rows(
                "DELETE FROM contents c WHERE c.digest = $1 AND NOT EXISTS (SELECT FROM runs r"
                    + " WHERE r.report_digest = c.digest OR r.config_digest = c.digest)",
                [.bytes(digest.bytes)])
        }
    }
}
