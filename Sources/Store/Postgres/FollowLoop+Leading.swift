import Model
import Synchronization
import System

/// When a daemon looks next whether it acts for all, and does what is then due.
struct Leading {
    var nextAttempt = ContinuousClock.now
    var nextPruning = ContinuousClock.now
}

// One daemon acts for all: the one whose follower's connection holds a lock. It ends with the connection, so with the daemon.
extension FollowLoop {
    private static let attemptPause = Duration.seconds(1)
    private static let pruningPause = Duration.seconds(3600)
    /// So many events are removed at once.
    private static let pruningLimit = 20_000

    /// Begins to act for all where nobody does, and removes news that nobody needs.
    mutating func lead(on connection: PostgresConnection) throws(LibraryError) {
        do throws(PostgresError) {
            if !follower.state.withLock(\.isLeader) {
                guard leading.nextAttempt <= .now else { return }
                leading.nextAttempt = .now + Self.attemptPause
                let rows = try connection.run([PostgresLock.leader.trying], patience: PostgresPool.patience)
                guard rows.first?.first?.integer(0) == 1 else { return }
                follower.state.withLock { $0.isLeader = true }
                log(.info, "this daemon judges by rules and verifies for all that share the library")
            }
            guard leading.nextPruning <= .now else { return }
            leading.nextPruning = .now + Self.pruningPause
            // The news of now waits for no more than one part of the old.
            if try prune(on: connection) == Self.pruningLimit { leading.nextPruning = .now }
        } catch {
            throw error.asLibraryError
        }
    }

    /// Removes the oldest news, of which a follower that was away for longer has no need: it compares all runs.
    ///
    /// The last event stays, by which each knows the history that it has followed.
    /// - Returns: How many events are removed.
    private func prune(on connection: PostgresConnection) throws(PostgresError) -> Int {
        var rows: [[PostgresRow]] = []
        // With the limit as a parameter, a plan for any number would read the whole table.
        let pruning = PostgresStatement(
            """
            WITH due AS (SELECT seq FROM events WHERE at < now() - interval '7 days'
                    AND seq <> (SELECT max(seq) FROM events) ORDER BY at LIMIT \(Self.pruningLimit)),
                old AS (DELETE FROM events WHERE seq IN (SELECT seq FROM due) RETURNING xid::text::numeric AS xid),
                noted AS (UPDATE meta SET value = greatest(value::numeric, (SELECT max(xid) FROM old))::text
                    WHERE name = 'pruned' AND EXISTS (SELECT FROM old))
            SELECT count(*) FROM old
            """)
        // No news waits until a standby has confirmed this.
        let transaction = try PostgresTransaction(
            connection,
            [PostgresStatement("SELECT set_config('synchronous_commit', 'off', true)"), pruning], rows: &rows)
        try transaction.commit()
        return Int(clamping: rows[1].first?.integer(0) ?? 0)
    }
}
