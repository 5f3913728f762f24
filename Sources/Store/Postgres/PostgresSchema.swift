/// The tables in the database, and how they come there.
///
/// Only what is filed is in them, and what was derived of it once: all that is searched lies in the catalog of each daemon.
enum PostgresSchema {
    /// Each leads from the version before to the next.
    private static let steps: [[String]] = [
        [
            // The library's id tells a daemon that it is another library that it follows now.
            "INSERT INTO meta (name, value) VALUES ('library', gen_random_uuid()::text), ('pruned', '0')",
            "INSERT INTO meta (name, value) SELECT 'server', system_identifier::text FROM pg_control_system()",
            "CREATE TABLE contents (digest bytea PRIMARY KEY, byte_count bigint NOT NULL)",
            """
            CREATE TABLE chunks (
                digest bytea NOT NULL REFERENCES contents (digest) ON DELETE CASCADE,
                number integer NOT NULL,
                bytes bytea NOT NULL,
                PRIMARY KEY (digest, number))
            """,
            // The frames are compressed: the server's own compression would take time for nothing.
            "ALTER TABLE chunks ALTER COLUMN bytes SET STORAGE EXTERNAL",
            """
            CREATE TABLE runs (
                id text COLLATE "C" PRIMARY KEY,
                filed bigint NOT NULL,
                version bigint NOT NULL,
                report_digest bytea NOT NULL REFERENCES contents (digest),
                config_digest bytea REFERENCES contents (digest),
                inbox bytea,
                path bytea,
                receipt bytea NOT NULL,
                mark bytea)
            """,
            "CREATE UNIQUE INDEX runs_bytes ON runs (report_digest, coalesce(config_digest, ''))",
            "CREATE INDEX runs_config ON runs (config_digest) WHERE config_digest IS NOT NULL",
            "CREATE INDEX runs_path ON runs (path, inbox, id) WHERE path IS NOT NULL",
            """
            CREATE TABLE derived (
                id text COLLATE "C" PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
                rules integer NOT NULL,
                bytes bytea NOT NULL)
            """,
            "ALTER TABLE derived ALTER COLUMN bytes SET STORAGE EXTERNAL",
            "CREATE INDEX derived_rules ON derived (rules, id)",
            """
            CREATE TABLE tombstones (
                id text COLLATE "C" PRIMARY KEY,
                report_digest bytea NOT NULL,
                content bytea NOT NULL)
            """,
            "CREATE INDEX tombstones_report ON tombstones (report_digest)",
            """
            CREATE TABLE events (
                seq bigserial PRIMARY KEY,
                xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
                run text COLLATE "C" NOT NULL,
                kind text COLLATE "C" NOT NULL,
                version bigint NOT NULL,
                at timestamptz NOT NULL DEFAULT now())
            """,
            """
            CREATE TABLE documents (
                name text COLLATE "C" PRIMARY KEY,
                version bigint NOT NULL,
                content bytea NOT NULL)
            """,
            "CREATE INDEX events_xid ON events (xid, seq)",
            "CREATE INDEX events_at ON events (at)",
        ]
    ]

    /// The version that this program writes.
    static var version: Int { steps.count }

    /// Creates what is missing, once over all daemons.
    ///
    /// - Throws: `PostgresError`; `.unusable` for a database of a newer version.
    static func prepare(_ connection: PostgresConnection) throws(PostgresError) {
        if try found(on: connection) < version { try bringUpToDate(connection) }
        try expectOwnServer(connection)
    }

    /// Forgets the news of another server, or of a later state of this one, of which the database was restored: transactions have
    /// other numbers here.
    private static func expectOwnServer(_ connection: PostgresConnection) throws(PostgresError) {
        let isOther = PostgresStatement(
            "SELECT m.value <> s.system_identifier::text OR p.value::numeric >= pg_snapshot_xmax(n)::text::numeric"
                + " OR (SELECT xid FROM events ORDER BY xid DESC LIMIT 1) >= pg_snapshot_xmax(n)"
                + " FROM meta m, meta p, pg_control_system() s, pg_current_snapshot() n"
                + " WHERE m.name = 'server' AND p.name = 'pruned'")
        let found = try connection.run([isOther], patience: PostgresPool.patience)
        guard found.first?.first?.integer(0) == 1 else { return }
        var rows: [[PostgresRow]] = []
        let transaction = try PostgresTransaction(connection, [PostgresLock.schema.taking], rows: &rows)
        guard try transaction.run([isOther]).first?.first?.integer(0) == 1 else { return }
        try transaction.commit([
            PostgresStatement("DELETE FROM events"),
            PostgresStatement("UPDATE meta SET value = '0' WHERE name = 'pruned'"),
            // Without events nobody would know it from the next one that is restored.
            PostgresStatement("UPDATE meta SET value = gen_random_uuid()::text WHERE name = 'library'"),
            PostgresStatement(
                "UPDATE meta SET value = (SELECT system_identifier::text FROM pg_control_system()) WHERE name = 'server'"
            ),
        ])
    }

    private static func bringUpToDate(_ connection: PostgresConnection) throws(PostgresError) {
        var rows: [[PostgresRow]] = []
        let transaction = try PostgresTransaction(
            connection, [PostgresLock.schema.taking], rows: &rows)
        let found = try self.found(on: connection)
        try apply(steps.dropFirst(found), in: transaction, isNew: found == 0)
        try transaction.commit()
    }

    private static func apply(
        _ steps: some Sequence<[String]>, in transaction: PostgresTransaction, isNew: Bool
    ) throws(PostgresError) {
        if isNew {
            let exists = try transaction.run([PostgresStatement("SELECT to_regnamespace('benchd') IS NULL")])
            if exists.first?.first?.integer(0) == 1 {
                _ = try transaction.run([PostgresStatement("CREATE SCHEMA benchd")])
            }
            _ = try transaction.run([
                PostgresStatement("CREATE TABLE benchd.meta (name text PRIMARY KEY, value text NOT NULL)"),
                PostgresStatement("INSERT INTO benchd.meta (name, value) VALUES ('schema', '0')"),
            ])
        }
        for step in steps { for sql in step { _ = try transaction.run([PostgresStatement(sql)]) } }
        _ = try transaction.run([
            PostgresStatement("UPDATE meta SET value = $1 WHERE name = 'schema'", [.text("\(version)")])
        ])
    }

    /// Refuses a database of a newer version, which another daemon may have made since this one has started.
    ///
    /// - Throws: `PostgresError`; `.unusable` for such a database.
    static func expectKnown(_ connection: PostgresConnection) throws(PostgresError) {
        _ = try found(on: connection)
    }

    /// The version of the database; 0 for an empty one.
    private static func found(on connection: PostgresConnection) throws(PostgresError) -> Int {
        let exists = try connection.rows("SELECT to_regclass('benchd.meta') IS NOT NULL")
        guard exists.first?.integer(0) == 1 else { return 0 }
        let rows = try connection.rows("SELECT value FROM benchd.meta WHERE name = 'schema'")
        let found = rows.first?.text(0).flatMap { Int($0) } ?? 0
        guard found <= version else {
            throw .unusable(
                "the database of --store is of version \(found), and this benchd knows version \(version);"
                    + " install the benchd that the other daemons run, or a later one")
        }
        return found
    }
}
