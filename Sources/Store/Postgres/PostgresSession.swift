/// What every connection is set to.
enum PostgresSession {
    /// The oldest server that has what benchd uses (`xid8`).
    private static let oldestServer = 130_000

    /// Sets a connection up.
    ///
    /// - Throws: `PostgresError`.
    static func prepare(_ connection: PostgresConnection) throws(PostgresError) {
        guard connection.serverVersion >= oldestServer else {
            throw .unusable(
                "the PostgreSQL of --store is of version \(connection.serverVersion / 10_000); benchd needs version 13 or later"
            )
        }
        _ = try connection.run(
            [
                set("search_path", to: "benchd"),
                set("client_min_messages", to: "warning"),
                // A limit of the server must not end a COMMIT that waits for a standby: it would look committed.
                set("statement_timeout", to: "0"),
                // Who waits longer is in the way of others, and tries again; a COMMIT waits for no lock.
                set("lock_timeout", to: "5s"),
                // A daemon whose machine is gone must not hold its locks: the server ends its transaction, and its connection.
                set("idle_in_transaction_session_timeout", to: "30s"),
                // A session that sleeps holds nothing, but the one that follows is the lock of who acts for all.
                PostgresStatement(
                    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'"
                ),
                set("tcp_keepalives_idle", to: "10"), set("tcp_keepalives_interval", to: "5"),
                set("tcp_keepalives_count", to: "3"), set("tcp_user_timeout", to: "15000"),
                PostgresStatement(
                    "SELECT set_config(name, '2s', false) FROM pg_settings WHERE name = 'client_connection_check_interval'"
                ),
                // Acknowledged is what survives; a stronger setting of the administrator stays.
                PostgresStatement(
                    "SELECT set_config('synchronous_commit', 'on', false)"
                        + " WHERE current_setting('synchronous_commit') IN ('off', 'local')"),
            ], patience: PostgresPool.patience)
    }

    private static func set(_ name: String, to value: String) -> PostgresStatement {
        PostgresStatement("SELECT set_config($1, $2, false)", [.text(name), .text(value)])
    }
}
