import Model
import Synchronization
import System

// Whether the database goes on from what the catalog knows. One that was restored does not: what was seen of it may be gone
// there, and its numbers come again for something else.
extension FollowLoop {
    /// An event as one text, which no other history has: the version of a state is random.
    static let eventText = "concat_ws(' ', e.seq, e.xid, e.run, e.version)"

    /// The number of the last event.
    var lastSequence: Int64 { Self.sequence(of: lastEvent) }

    private static func sequence(of event: String) -> Int64 {
        event.split(separator: " ").first.flatMap { Int64($0) } ?? 0
    }

    /// Notes an event that has come; they commit in any order.
    mutating func noteEvent(_ event: String) {
        if Self.sequence(of: event) > lastSequence { lastEvent = event }
    }

    /// Goes on from where the catalog is, or compares everything.
    mutating func begin(_ identity: String, _ connection: PostgresConnection) throws(LibraryError) {
        let (known, stored, event) = try catalogued { (catalog) throws(CatalogError) in
            (
                try catalog.followingValue(.identity), try catalog.followingValue(.snapshot),
                try catalog.followingValue(.event)
            )
        }
        library = String(identity.prefix { $0 != " " })
        if let known, known.hasPrefix(library), let stored, let event {
            if snapshot.isEmpty { (snapshot, lastEvent) = (stored, event) }
            let goesOn = try hasLastEvent(connection)
            if known == identity && (goesOn || lastEvent.isEmpty) {
                // What was committed side by side with the last event may be gone all the same.
                nextComparison = .now
                return
            }
            // A standby that was promoted: what was seen and never confirmed may be gone.
            if goesOn {
                log(.info, "the database goes on in another history (\(identity), not \(known))")
                try catalogued { (catalog) throws(CatalogError) in
                    try catalog.setFollowing([.identity: identity])
                }
                nextComparison = .now
                return
            }
        }
        if let known {
            log(
                .warning,
                "the database has another history than the catalog has followed, as after a restore (\(identity), not \(known)); all runs are compared"
            )
        }
        try beginComparison(on: connection, identity)
    }

    private func hasLastEvent(_ connection: PostgresConnection) throws(LibraryError) -> Bool {
        do {
            let rows = try connection.rows(
                "SELECT EXISTS (SELECT FROM events e WHERE e.seq = $1 AND \(Self.eventText) = $2)",
                [.integer(lastSequence), .text(lastEvent)])
            return rows.first?.integer(0) == 1
        } catch {
            throw error.asLibraryError
        }
    }

    /// Compares all runs from the first on; what is committed from now on comes as news.
    ///
    /// Lists may lack runs until it is done, and say so.
    /// - Throws: `LibraryError`; then none is under way.
    mutating func beginComparison(
        on connection: PostgresConnection, _ identity: String?
    ) throws(LibraryError) {
        follower.state.withLock { $0.isComplete = false }
        do throws(PostgresError) {
            let row = try connection.rows(
                "SELECT pg_current_snapshot()::text,"
                    + " (SELECT \(Self.eventText) FROM events e ORDER BY e.seq DESC LIMIT 1)"
            ).first
            let total = try connection.rows("SELECT count(*) FROM runs").first?.integer(0)
            comparison = Comparison(
                identity: identity ?? comparison?.identity, total: Int(clamping: total ?? 0), isShown: true)
            (snapshot, lastEvent) = (row?.text(0) ?? "", row?.text(1) ?? "")
        } catch {
            throw error.asLibraryError
        }
        publishComparison()
    }

    /// Lists say from now on that they lack runs, until the end of the look.
    mutating func saysThatItEnters(_ count: Int) {
        enteredCount = count
        follower.state.withLock { state in
            state.isComplete = false
            if state.indexing == nil {
                let total = store.catalog.totals.runCount + count
                state.indexing = IndexingProgress(
                    done: total - count, total: total, takesDrops: true, isShared: true)
            }
        }
        store.catalog.changes.noteWhole()
    }

    /// Begins a comparison beside the news where none was for long: it finds what was changed past benchd.
    mutating func beginDueComparison() {
        guard comparison == nil, nextComparison <= .now else { return }
        nextComparison = .now + comparisonPause
        comparison = Comparison(identity: nil, total: 0, isShown: false)
    }

    /// Notes that everything is in the catalog that is visible in a snapshot.
    func noteFollowed(upTo snapshot: String) throws(LibraryError) {
        let event = lastEvent
        try catalogued { (catalog) throws(CatalogError) in
            try catalog.setFollowing([.snapshot: snapshot, .event: event])
        }
    }
}
