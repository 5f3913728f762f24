import Model
import Synchronization
import System

// Whether the database goes on from what the catalog knows. One that was restored does not: what was seen of it may be gone
// there, and its numbers come again for something else.
extension FollowLoop {
    /// An event as one text. The version of a state is random, so no other history has the same.
    static let eventText = "concat_ws(' ', e.seq, e.xid, e.run, e.version)"

    /// Goes on from where the catalog is, or compares everything.
    mutating func begin(_ identity: String, _ connection: PostgresConnection) throws(LibraryError) {
        let (known, stored, event) = try catalogued { (catalog) throws(CatalogError) in
            (
                try catalog.followingValue(.identity), try catalog.followingValue(.snapshot),
                try catalog.followingValue(.event)
            )
        }
        if known == identity, let stored {
            if snapshot.isEmpty { (snapshot, lastEvent) = (stored, event ?? "") }
            if try hasLastEvent(connection) {
                if comparison == nil, !follower.state.withLock(\.isComplete) {
                    try endComparison(entered: 0)
                }
                return
            }
            log(
                .warning,
                "the database lacks the last news that the catalog has of it, as after a restore; all runs are compared"
            )
        } else if let known {
            log(
                .warning,
                "the database has another history than the catalog has followed (\(identity), not \(known)); all runs are compared"
            )
        }
        try beginComparison(on: connection, identity)
    }

    private func hasLastEvent(_ connection: PostgresConnection) throws(LibraryError) -> Bool {
        guard let seq = lastEvent.split(separator: " ").first.flatMap({ Int64($0) }) else { return true }
        do {
            let rows = try connection.rows(
                "SELECT EXISTS (SELECT FROM events e WHERE e.seq = $1 AND \(Self.eventText) = $2)",
                [.integer(seq), .text(lastEvent)])
            return rows.first?.integer(0) == 1
        } catch {
            throw error.asLibraryError
        }
    }

    /// Compares all runs from the first on; what is committed from now on comes as news.
    mutating func beginComparison(
        on connection: PostgresConnection, _ identity: String?
    ) throws(LibraryError) {
        let isFirst = !follower.state.withLock(\.isComplete)
        do throws(PostgresError) {
            let row = try connection.rows(
                "SELECT pg_current_snapshot()::text,"
                    + " (SELECT \(Self.eventText) FROM events e ORDER BY e.seq DESC LIMIT 1)"
            ).first
            (snapshot, lastEvent) = (row?.text(0) ?? "", row?.text(1) ?? "")
            // It takes seconds where there are millions, and is only shown.
            let total = isFirst ? try connection.rows("SELECT count(*) FROM runs").first?.integer(0) : 0
            comparison = Comparison(identity: identity, total: Int(clamping: total ?? 0), isFirst: isFirst)
        } catch {
            throw error.asLibraryError
        }
        publishComparison()
    }

    /// Begins a comparison beside the news where none was for long: it finds what was changed past benchd.
    mutating func beginDueComparison() {
        guard comparison == nil, nextComparison <= .now else { return }
        nextComparison = .now + comparisonPause
        comparison = Comparison(identity: nil, total: 0, isFirst: false)
    }

    /// Notes that everything is in the catalog that is visible in a snapshot.
    func noteFollowed(upTo snapshot: String) throws(LibraryError) {
        let event = lastEvent
        try catalogued { (catalog) throws(CatalogError) in
            try catalog.setFollowing([.snapshot: snapshot, .event: event])
        }
    }
}
