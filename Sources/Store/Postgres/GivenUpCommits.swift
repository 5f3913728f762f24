import Synchronization

/// Whether this daemon has given up COMMITs that may still wait for a standby; safe from any thread.
///
/// The server ends no such wait because its client is gone, so each more would be one more of its sessions that nobody uses, until
/// it takes no connection any more.
final class GivenUpCommits: Sendable {
    private let areThere = Mutex(false)

    /// Notes that the answer to a COMMIT did not come.
    func note() { areThere.withLock { $0 = true } }

    /// Refuses what would have to be committed, while a COMMIT waits for a standby longer than one that works needs.
    ///
    /// - Throws: `PostgresError`.
    func expectNone(on connection: PostgresConnection) throws(PostgresError) {
        guard areThere.withLock(\.self) else { return }
        let count =
            try connection.rows(
                """
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user
                    AND wait_event = 'SyncRep' AND query_start < clock_timestamp() - interval '5 seconds'
                """
            ).first?.integer(0) ?? 0
        guard count == 0 else {
            throw .unreachable("no standby confirms what is committed: a COMMIT has waited for more than 5 s")
        }
        areThere.withLock { $0 = false }
    }
}
