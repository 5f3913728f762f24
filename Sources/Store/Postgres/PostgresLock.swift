import System

/// Advisory locks of the database, by which daemons agree on who does what.
struct PostgresLock {
    /// "benc": tells them from the locks of others in the same database.
    private static let space: Int64 = 0x6265_6E63
    private let number: Int64

    /// Held while the schema is brought up to date.
    static let schema = PostgresLock(number: 1)
    /// Held by the daemon that acts for all.
    static let leader = PostgresLock(number: 2)

    private init(number: Int64) { self.number = number }

    /// Takes it until the end of the transaction.
    var taking: PostgresStatement {
        PostgresStatement(
            "SELECT pg_advisory_xact_lock($1::bigint::int, $2::bigint::int)",
            [.integer(Self.space), .integer(number)])
    }

    /// Takes it for as long as the connection lasts, if nobody has it; one row says whether.
    var trying: PostgresStatement {
        PostgresStatement(
            "SELECT pg_try_advisory_lock($1::bigint::int, $2::bigint::int)",
            [.integer(Self.space), .integer(number)])
    }

    /// Whether anybody holds it.
    var looking: PostgresStatement {
        PostgresStatement(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                + " WHERE d.datname = current_database() AND l.locktype = 'advisory'"
                + " AND l.classid::bigint = $1 AND l.objid::bigint = $2)",
            [.integer(Self.space), .integer(number)])
    }

    /// Takes the locks of some reports until the end of the transaction, in one order over all daemons.
    static func taking(_ reports: [Digest]) -> PostgresStatement {
        let keys = Set(reports.map { $0.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })
        return PostgresStatement(
            "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key",
            [.integers(keys.map { Int64(bitPattern: $0) }.sorted())])
    }
}
