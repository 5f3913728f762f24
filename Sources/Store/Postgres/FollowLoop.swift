import Analysis
import Model
import Synchronization
import System

/// What the thread of the follower does until it is stopped: it asks for news, enters it, and compares everything with the
/// database where news alone would not do.
struct FollowLoop: ~Copyable {
    let follower: Follower
    let pool: PostgresPool
    let store: FollowedStore
    let damages: ContentDamages
    let waker: Waker
    let stopping: Cancellation
    let log: LogSink

    /// Between two looks where nobody asks.
    private static let pause = Duration.seconds(1)
    /// A look takes a millisecond; a connection on which it takes so long is made again.
    private static let lookPatience = Duration.seconds(5)
    /// Where more has happened, as while a daemon was off for days, a comparison takes less memory and time.
    private static let newsLimit = 20_000
    /// Where more runs than these have news, lists say that they lack some until all is entered.
    private static let quickCount = 500
    /// Between two notifications of other daemons: each takes a lock of the whole server.
    private static let notificationPause = Duration.seconds(1)

    /// Between two comparisons of all runs, without which what was changed past benchd would never be noticed.
    let comparisonPause: Duration

    private var connection: PostgresConnection?
    /// Every event that is visible in it is in the catalog.
    var snapshot = ""
    /// The event with the greatest number that is in the catalog; empty where there was none.
    var lastEvent = ""
    /// The id of the library that is followed.
    var library = ""
    var comparison: Comparison?
    /// News was removed up to this transaction when the last comparison for that began.
    private var comparedPruning: UInt64?
    var nextComparison = ContinuousClock.now
    /// Of the last look that lists had to wait for.
    var enteredCount = 0
    var leading = Leading()
    private var failureCount = 0
    private var lastNotification = ContinuousClock.now - Self.notificationPause

    init(
        follower: Follower, pool: PostgresPool, store: FollowedStore, damages: ContentDamages, waker: Waker,
        stopping: Cancellation, comparisonPause: Duration, log: @escaping LogSink
    ) {
        (self.follower, self.pool, self.store, self.damages) = (follower, pool, store, damages)
        (self.waker, self.stopping) = (waker, stopping)
        (self.comparisonPause, self.log) = (comparisonPause, log)
    }

    mutating func run() {
        while !stopping.isCancelled {
            let asked = follower.beginLook()
            do throws(LibraryError) {
                let connection = try connected()
                try repair(on: connection)
                let began = ContinuousClock.now
                try follow(on: connection)
                if comparison?.isShown != true { try endComparison(entered: enteredCount) }
                beginDueComparison()
                try compareNext(on: connection)
                endTrouble()
                follower.state.withLock { $0.freshness.note(lookAt: began) }
                follower.finish(upTo: asked)
                try lead(on: connection)
                sleep(connection, asked)
            } catch {
                failureCount += 1
                // A connection that was lost is made again at once, and nobody hears of it.
                if failureCount == 1, case .unavailable = error, connection != nil {
                    connection = nil
                    continue
                }
                note(error)
                follower.finish(upTo: follower.state.withLock(\.asked))
                if !stopping.isCancelled { waker.wait(atMost: Self.pause) }
            }
        }
    }

    private func sleep(_ connection: PostgresConnection, _ asked: UInt64) {
        guard comparison == nil, !stopping.isCancelled, follower.state.withLock({ $0.asked == asked }) else {
            return
        }
        let ready = waker.wait(atMost: Self.pause, or: [.readable(connection.descriptor)])
        if !ready.isEmpty { _ = connection.takesNotification() }
    }

    private mutating func endTrouble() {
        failureCount = 0
        let was = follower.state.withLock { state in
            defer { (state.trouble, state.catalogTrouble) = (nil, nil) }
            return state.trouble
        }
        // Answers that were made without the bytes are right no longer.
        if was != nil { store.catalog.changes.noteAll() }
    }

    private mutating func note(_ error: LibraryError) {
        connection = nil
        follower.state.withLock { state in
            state.isLeader = false
            state.freshness.forget()
        }
        switch error {
        case .catalog(let damage) where damage.cause == .content:
            log(.warning, "the catalog is made again from the database: \(damage)")
            // Where it cannot be made again now, the next look tries.
            try? store.remake()
            (snapshot, comparison) = ("", nil)
            follower.state.withLock { $0.isComplete = false }
        case .catalog, .file: follower.state.withLock { $0.catalogTrouble = "\(error)" }
        case .unavailable(let reason): follower.state.withLock { $0.trouble = reason }
        default: follower.state.withLock { $0.trouble = "\(error)" }
        }
    }

    // MARK: The connection

    private mutating func connected() throws(LibraryError) -> PostgresConnection {
        if let connection, connection.fault == nil { return connection }
        follower.state.withLock { $0.isLeader = false }
        let made: PostgresConnection
        let identity: String
        do throws(PostgresError) {
            made = try pool.connect()
            try PostgresSchema.prepare(made)
            // To plan a look takes four times as long as to make it, and its plan is always the same; what is compiled for a plan
            // that seems dear takes longer than any.
            _ = try made.rows(
                "SELECT set_config('plan_cache_mode', 'force_generic_plan', false), set_config('jit', 'off', false)"
            )
            _ = try made.rows("LISTEN benchd")
            // A restored backup and a standby that was promoted have another history from some point on: what this daemon
            // has seen may be gone there.
            identity =
                try made.rows(
                    "SELECT (SELECT value FROM meta WHERE name = 'library') || ' ' || system_identifier::text || ' '"
                        + " || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()"
                ).first?.text(0) ?? ""
        } catch {
            throw error.asLibraryError
        }
        try begin(identity, made)
        connection = made
        return made
    }

    func catalogued<Result>(
        _ body: (Catalog) throws(CatalogError) -> Result
    ) throws(LibraryError) -> Result {
        do {
            return try body(store.catalog)
        } catch {
            throw .catalog(error)
        }
    }

    // MARK: News

    /// News of a run.
    private struct News {
        var version: Int64
        var change: RunNews.Change
    }

    private mutating func follow(on connection: PostgresConnection) throws(LibraryError) {
        let rows = try look(on: connection)
        guard let next = rows.first?.text(0) else {
            throw .unavailable("the table meta of the database lacks the row \"pruned\" or \"library\"")
        }
        guard rows.first?.text(2) == library else {
            // The next connection finds out what it is.
            throw .unavailable("the database has become another library")
        }
        if let pruned = rows.first?.text(1).flatMap({ UInt64($0) }), pruned != comparedPruning,
            ServerSnapshot(snapshot)?.sees(pruned) != true
        {
            log(.info, "the database keeps no news from so long ago; all runs are compared")
            try beginComparison(on: connection, nil)
            comparedPruning = pruned
            return
        }
        if rows.count > Self.newsLimit {
            log(.info, "more has happened than \(Self.newsLimit) changes; all runs are compared")
            return try beginComparison(on: connection, nil)
        }
        let news = Self.news(rows)
        follower.state.withLock { $0.isEntering = !news.isEmpty }
        for row in rows {
            guard let event = row.text(4).flatMap(RunStatements.Event.init(rawValue:)),
                let part = event.repairedPart, let id = row.text(3).flatMap(RunID.init)
            else { continue }
            damages.clear(part, id)
        }
        if news.count > Self.quickCount { saysThatItEnters(news.count) }
        let isOwn = follower.state.withLock { state in news.keys.contains { state.prepared[$0] != nil } }
        try enter(news.map { ($0.key, $0.value.version) }, on: connection)
        noteEvent(rows.last?.text(6) ?? "")
        if !news.isEmpty {
            if comparison == nil { try noteFollowed(upTo: next) }
            for (id, one) in news { follower.news.tell(RunNews(id: id, one.change)) }
        }
        snapshot = next
        if isOwn { notifyOthers(on: connection) }
    }

    /// Asks for the events that were not over in the snapshot, and for those with later numbers than any that was seen: after a
    /// crash of the server, transactions that nobody had waited for are forgotten, and their numbers come once more.
    private func look(on connection: PostgresConnection) throws(LibraryError) -> [PostgresRow] {
        do {
            return try connection.rows(
                """
                SELECT pg_current_snapshot()::text, p.value, l.value, e.run, e.kind, e.version, \(Self.eventText)
                FROM meta p JOIN meta l ON l.name = 'library' LEFT JOIN (
                    (SELECT * FROM events WHERE xid >= pg_snapshot_xmax($1::text::pg_snapshot) ORDER BY xid LIMIT $3)
                    UNION ALL SELECT * FROM events WHERE xid = ANY(ARRAY(SELECT pg_snapshot_xip($1::text::pg_snapshot)))
                    UNION ALL (SELECT * FROM events
                        WHERE seq > $2 AND pg_visible_in_snapshot(xid, $1::text::pg_snapshot) ORDER BY seq LIMIT $3)
                ) e ON true
                WHERE p.name = 'pruned' ORDER BY e.seq
                """, [.text(snapshot), .integer(lastSequence), .integer(Int64(Self.newsLimit) + 1)],
                patience: Self.lookPatience)
        } catch {
            throw error.asLibraryError
        }
    }

    private static func news(_ rows: [PostgresRow]) -> [RunID: News] {
        var news: [RunID: News] = [:]
        for row in rows {
            guard let id = row.text(3).flatMap(RunID.init),
                let change = row.text(4).flatMap(RunNews.Change.init(rawValue:))
            else { continue }
            // A run that is new and has changed already is new.
            let isNew = news[id]?.change == .filed && change == .changed
            news[id] = News(version: row.integer(5), change: isNew ? .filed : change)
        }
        return news
    }

    /// Enters the rows of runs again that were found damaged.
    private func repair(on connection: PostgresConnection) throws(LibraryError) {
        let due = follower.state.withLock(\.repairs)
        if due.isEmpty { return }
        try enter(due.map { ($0, 0) }, on: connection)
        follower.state.withLock { $0.repairs.subtract(due) }
    }

    /// Tells the other daemons that there is news, which they would find by themselves within a second.
    private mutating func notifyOthers(on connection: PostgresConnection) {
        guard lastNotification + Self.notificationPause <= .now else { return }
        lastNotification = .now
        // Where it fails, the others look by themselves.
        _ = try? connection.rows("SELECT pg_notify('benchd', '')")
    }
}
