import Model

/// What can go wrong with a PostgreSQL.
enum PostgresError: Error, Equatable {
    /// It cannot be used at all as it is asked for; one sentence that says what to do.
    case unusable(String)
    /// There is no connection, or it was lost; nothing of the transaction at hand was committed.
    case unreachable(String)
    /// The answer to a COMMIT was lost, or came with a warning: what was to be committed may be, or may not be.
    case unconfirmed(String)
    /// A statement failed: its SQLSTATE and the server's words.
    case statement(code: String, message: String)

    /// The code of a row that benchd cannot read; PostgreSQL has no such class of its own.
    static let damagedRow = "BD001"

    /// What went wrong, in a few words.
    var reason: String {
        switch self {
        case .unusable(let text), .unreachable(let text), .unconfirmed(let text): text
        case .statement(Self.damagedRow, let message): message
        case .statement(let code, let message): "\(message) (SQLSTATE \(code))"
        }
    }

    /// Whether the same transaction may succeed when it is begun again at once: another one was in its way.
    var isPassing: Bool {
        guard case .statement(let code, _) = self else { return false }
        // Serialization failure, deadlock, unique violation, foreign key violation (appendix A of the manual).
        return ["40001", "40P01", "23505", "23503"].contains(code)
    }

    /// The error as the library reports it.
    var asLibraryError: LibraryError {
        // Lock not available (appendix A of the manual): the database works.
        if case .statement("55P03", _) = self { return .contended }
        // A row that is damaged: the database works, but for this run.
        if case .statement(Self.damagedRow, let message) = self { return .unreadable(message) }
        return .unavailable(reason)
    }
}
