/// A transaction of one connection: begun with the first statements, ended by `commit`, or undone with its last reference.
final class PostgresTransaction {
    private static let begin = PostgresStatement("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    /// How long the answer to a COMMIT is waited for, which may wait for a standby.
    static let commitPatience = Duration.seconds(10)

    private let connection: PostgresConnection
    private var isOver = false

    /// Begins a transaction with some statements.
    ///
    /// - Throws: `PostgresError`; then there is none.
    init(
        _ connection: PostgresConnection, _ statements: [PostgresStatement], rows: inout [[PostgresRow]]
    ) throws(PostgresError) {
        try connection.givenUpCommits.expectNone(on: connection)
        self.connection = connection
        rows = Array(
            try connection.run([Self.begin] + statements, patience: PostgresPool.patience).dropFirst())
    }

    deinit {
        // A connection that cannot undo is lost, and the server undoes what was not committed.
        if !isOver {
            _ = try? connection.run([PostgresStatement("ROLLBACK")], patience: PostgresPool.patience)
        }
    }

    /// Runs further statements.
    ///
    /// - Throws: `PostgresError`; then the transaction can only be undone.
    func run(_ statements: [PostgresStatement]) throws(PostgresError) -> [[PostgresRow]] {
        try connection.run(statements, patience: PostgresPool.patience)
    }

    /// Runs the last statements and commits; when this returns, all of it is as durable as the database was asked to make it.
    ///
    /// - Throws: `PostgresError`; `.unconfirmed` where it may be committed all the same.
    func commit(_ statements: [PostgresStatement] = []) throws(PostgresError) {
        do {
            _ = try connection.run(
                statements + [PostgresStatement("COMMIT")], patience: Self.commitPatience,
                refusesNotices: true)
            isOver = true
        } catch {
            guard case .unreachable(let reason) = error else { throw error }
            connection.givenUpCommits.note()
            throw .unconfirmed(reason)
        }
    }
}
