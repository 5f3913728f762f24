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
                // A limit of the server must not end a COMMIT that waits for a standby: it would look committed.
                set("statement_timeout", to: "0"), set("lock_timeout", to: "0"),
                set("idle_in_transaction_session_timeout", to: "60s"),
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
