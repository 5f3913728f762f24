import Glibc
import Model
import Synchronization
import System

/// Has the catalog follow the database, on a thread of its own: the only one that writes to the catalog.
final class Follower: Sendable {
    /// How long a reader waits for news at most.
    private static let readerPatience = Duration.seconds(1)
    /// How long whoever has filed waits until that can be read here.
    private static let ownPatience = Duration.seconds(10)

    /// A run of this daemon that the catalog may take as it is, where the database has this state of it.
    struct Prepared: Sendable {
        let version: Int64
        let row: Catalog.Row
    }

    /// A call that waits for news.
    struct Waiting {
        let ticket: UInt64
        /// When it is made whatever has come.
        let end: ContinuousClock.Instant
        let call: @Sendable () -> Void
    }

    struct State {
        /// How often someone has asked for news.
        var asked: UInt64 = 0
        var freshness = Freshness()
        var waiting: [Waiting] = []
        var prepared: [RunID: Prepared] = [:]
        /// Runs whose rows must be made again.
        var repairs: Set<RunID> = []
        /// When runs were made due of which what was computed is lost.
        var madeDue: [RunID: ContinuousClock.Instant] = [:]
        /// Why the database cannot be followed; nil while it can.
        var trouble: String?
        /// Why the catalog cannot be written; nil while it can.
        var catalogTrouble: String?
        /// Whether the last look was answered, and what it has found is being entered.
        var isEntering = false
        /// Whether a reader was answered before what it waited for was entered, and it has not come since.
        var isLate = false
        var isComplete = false
        /// Whether this daemon does what one does for all.
        var isLeader = false
        var indexing: IndexingProgress?

        /// Notes that a reader did not get what it waited for; a database that does not answer is another trouble.
        mutating func noteLate() { if isEntering { isLate = true } }
    }

    let state = Mutex(State())
    private let reached = Milestone()
    let news = Listeners<RunNews>()
    /// Gets the runs of which what was computed is lost.
    let lost = Listeners<RunID>()
    private let waker: Waker
    private let stopping: Cancellation
    private let threads = Mutex<[WorkThread]>([])
    /// Wakes the thread that makes calls whose time is over.
    private let endWaker: Waker

    /// - Throws: `FileError` where there is no descriptor left.
    init() throws(FileError) {
        (waker, endWaker) = (try Waker(), try Waker())
        stopping = Cancellation()
    }

    /// Begins to follow.
    ///
    /// - Throws: `FileError` of pthread_create(3).
    func start(
        _ contents: FiledContents, _ catalog: FollowedStore, comparisonPause: Duration,
        log: @escaping LogSink
    ) throws(FileError) {
        let started = try WorkThread(name: "benchd-follow") { [self, waker, stopping] in
            var loop = FollowLoop(
                follower: self, pool: contents.pool, store: catalog, damages: contents.damages, waker: waker,
                stopping: stopping, comparisonPause: comparisonPause, log: log)
            loop.run()
        }
        let ending = try WorkThread(name: "benchd-waits") { [self] in
            while !stopping.isCancelled { endWaits() }
        }
        threads.withLock { $0 = [started, ending] }
    }

    /// Ends it, and returns when its threads have ended.
    func stop() {
        stopping.cancel()
        waker.wake()
        endWaker.wake()
        let ended = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ended { thread.join() }
        // Nobody waits for what does not come any more.
        finish(upTo: .max)
    }

    /// Ends the waits of all that have asked before the last look began.
    func finish(upTo ticket: UInt64) {
        reached.reach(ticket)
        let calls = state.withLock { state -> [Waiting] in
            let due = state.waiting.filter { $0.ticket <= ticket }
            if !due.isEmpty { state.waiting.removeAll { $0.ticket <= ticket } }
            (state.isEntering, state.isLate) = (false, false)
            return due
        }
        for waiting in calls { waiting.call() }
    }

    /// Makes the calls whose time is over: what is known is served, and health says why.
    private func endWaits() {
        let next = state.withLock { $0.waiting.first?.end }
        endWaker.wait(atMost: next.map { max(.zero, $0 - .now) })
        let now = ContinuousClock.now
        let calls = state.withLock { state -> [Waiting] in
            let late = state.waiting.prefix { $0.end <= now }
            state.waiting.removeFirst(late.count)
            if !late.isEmpty { state.noteLate() }
            return Array(late)
        }
        for waiting in calls { waiting.call() }
    }

    /// Whether an answer of this moment may rest on what is in the catalog, which lacks nothing that was acknowledged before.
    var isCaughtUp: Bool {
        let (isFresh, asksForLook) = state.withLock { state in
            guard state.trouble == nil else { return (isFresh: false, asksForLook: false) }
            let judgement = state.freshness.judge(at: .now)
            if judgement.asksForLook { state.asked += 1 }
            return judgement
        }
        if asksForLook { waker.wake() }
        return isFresh
    }

    /// What has been asked for when a look begins, for `finish` at its end.
    func beginLook() -> UInt64 {
        state.withLock { state in
            state.freshness.beginLook()
            // The look before may have ended with an error while it entered what it had found.
            state.isEntering = false
            return state.asked
        }
    }

    /// Makes a call when everything that was acknowledged before is in the catalog; where the database does not answer, soon.
    func whenCaughtUp(_ call: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state -> Bool? in
            if state.trouble != nil { return nil }
            state.asked += 1
            state.waiting.append(
                Waiting(ticket: state.asked, end: .now + Self.readerPatience, call: call))
            return state.waiting.count == 1
        }
        guard let isFirst else { return call() }
        waker.wake()
        if isFirst { endWaker.wake() }
    }

    /// Returns once everything that was acknowledged before this call is in the catalog; where the database does not answer, soon.
    func catchUp() {
        if isCaughtUp { return }
        let ticket = state.withLock { state -> UInt64? in
            if state.trouble != nil { return nil }
            state.asked += 1
            return state.asked
        }
        guard let ticket else { return }
        waker.wake()
        // Where the time is over, what is known is served, and health says why.
        if !reached.wait(for: ticket, atMost: Self.readerPatience) { state.withLock { $0.noteLate() } }
    }

    /// Notes states of runs that are about to be committed, so that no look has to read them back.
    func expect(_ runs: [RunID: Prepared]) {
        state.withLock { $0.prepared.merge(runs) { _, new in new } }
    }

    /// Forgets states of runs that were not committed, as far as is known.
    func forget(_ ids: [RunID]) {
        state.withLock { state in for id in ids { state.prepared[id] = nil } }
    }

    /// Has the catalog take what this daemon has just committed, and waits until it has, and until that may be acknowledged.
    ///
    /// The database has just answered, so it is asked even where it could not be followed before.
    func take(_ runs: [RunID: Prepared]) {
        let committed = ContinuousClock.now
        let ticket = state.withLock { state in
            state.prepared.merge(runs) { _, new in new }
            state.asked += 1
            return state.asked
        }
        waker.wake()
        // Where the time is over, the run is filed all the same, and is listed when it can be.
        _ = reached.wait(for: ticket, atMost: Self.ownPatience)
        // What an earlier look has entered already is asked for by nobody.
        state.withLock { state in
            for (id, own) in runs where state.prepared[id]?.version == own.version {
                state.prepared[id] = nil
            }
        }
        // Answers of other daemons may rest for so long on what they saw before the COMMIT.
        let rest = ContinuousClock.now.duration(to: committed + Freshness.span)
        if rest > .zero { usleep(Self.microseconds(rest)) }
    }

    private static func microseconds(_ duration: Duration) -> useconds_t {
        // Rounded up, so that nobody wakes just before.
        useconds_t(clamping: duration.components.attoseconds / 1_000_000_000_000 + 1)
    }

    /// Has the rows of a run made again.
    func repair(_ id: RunID) {
        state.withLock { _ = $0.repairs.insert(id) }
        waker.wake()
    }
}
