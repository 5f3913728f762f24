package import Model
import System

extension PostgresStore: RunMarking {
    /// Changes the mark of a run (`RunMarking`).
    ///
    /// - Throws: `LibraryError`.
    package func mark(_ run: RunChoice, _ change: MarkChange) throws(LibraryError) -> MarkOutcome {
        follower.catchUp()
        let ids = try ids(of: run)
        guard let id = ids.first else { return .noRun }
        guard ids.count == 1 else { return .ambiguous(ids) }
        let outcome = try changing { (connection) throws(FilingFault) in
            try Self.change(id, change, on: connection)
        }
        follower.take([:])
        return outcome
    }

    private static func change(
        _ id: RunID, _ change: MarkChange, on connection: PostgresConnection
    ) throws(FilingFault) -> MarkOutcome {
        var rows: [[PostgresRow]] = []
        do throws(PostgresError) {
            let transaction = try PostgresTransaction(
                connection,
                [
                    PostgresStatement(
                        "SELECT \(RunRecord.columns) FROM runs r WHERE r.id = $1 FOR UPDATE",
                        [.text(id.description)])
                ], rows: &rows)
            guard let row = rows[0].first else { return .noRun }
            let record = try RunRecord(row)
            if let damage = record.markDamage { return .damaged(damage) }
            let before = record.mark
            let mark = change.applied(to: before)
            try transaction.commit(
                mark == before
                    ? [RunStatements.event(.confirmed, of: id)]
                    : RunStatements.mark(mark, of: id, version: RunStatements.newVersion()))
            return .marked(id, mark)
        } catch {
            throw .database(error)
        }
    }
}
