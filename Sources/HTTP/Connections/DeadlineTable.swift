/// Until when each connection must have done what it is doing.
///
/// libmicrohttpd only limits how long a connection is silent: one that sends or takes a byte now and then would hold
/// its place for ever. Here a header has a fixed time, and a body, in either direction, must keep a lowest rate.
struct DeadlineTable: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Tells connections apart; the wrapper's handle of one is unique while it is open.
    struct ID: Hashable, Sendable {
        let value: UInt
    }

    /// What a connection is doing.
    enum Activity: String, Sendable {
        /// Waits between two requests.
        case idle
        /// Sends a request's header.
        case sendingHeader
        /// Sends a request's body.
        case sendingBody
        /// Sends a body that is thrown away.
        case sendingRefusedBody
        /// Waits for us.
        case waiting
        /// Takes the response.
        case receiving
        /// Takes a response that is sent as it comes, over hours.
        case streaming
    }

    struct Entry {
        let descriptor: CInt
        /// The client's address where its connections are counted, else nil.
        let address: String?
        var activity: Activity
        /// When the activity began.
        var since: Instant
        /// Whether its end was asked for.
        var isLeaving = false
        var deadline: Instant?
        /// Bytes of the body that have come so far.
        var bodyByteCount: UInt64 = 0
        /// The count that must be reached by the deadline for a new one to be set.
        var expectedByteCount: UInt64 = 0

        mutating func beginWindow(from byteCount: UInt64, at now: Instant, _ limits: DeadlineLimits) {
            deadline = now + limits.window
            expectedByteCount = byteCount + limits.bytesPerWindow
        }
    }

    let serverLimits: ServerLimits
    var entries: [ID: Entry] = [:]
    /// How many of them are leaving.
    var leavingCount = 0

    private var limits: DeadlineLimits { serverLimits.deadlines }

    init(limits: ServerLimits) {
        serverLimits = limits
    }

    /// The earliest deadline; nil while there is none to wait for.
    var earliest: Instant? { entries.values.lazy.compactMap(\.deadline).min() }

    /// The open connections by what they do.
    var counts: [Activity: Int] { entries.values.reduce(into: [:]) { $0[$1.activity, default: 0] += 1 } }

    /// Whether there is no connection.
    var isEmpty: Bool { entries.isEmpty }

    /// Until when a connection must have done what it is doing; nil while it waits for us, and for one that is closed.
    func deadline(of id: ID) -> Instant? { entries[id]?.deadline }

    /// The descriptor of a connection; nil for one that is closed.
    func descriptor(of id: ID) -> CInt? { entries[id]?.descriptor }

    /// Enters a new connection, which is idle until a part of a header comes; `address` is what it is counted under, if so.
    mutating func open(_ id: ID, descriptor: CInt, address: String?, at now: Instant) {
        entries[id] = Entry(
            descriptor: descriptor, address: address, activity: .idle, since: now,
            deadline: now + limits.header)
    }

    /// What a connection does; nil for one that is closed.
    func activity(of id: ID) -> Activity? { entries[id]?.activity }

    mutating func close(_ id: ID) {
        if entries[id]?.isLeaving == true { leavingCount -= 1 }
        entries[id] = nil
    }

    /// Notes what a connection does from now on, and returns until when it must have done so; nil while it waits for us,
    /// and for one that is closed.
    ///
    /// `acknowledgedByteCount` says how much the peer of a descriptor has taken so far.
    mutating func change(
        _ id: ID, to activity: Activity, at now: Instant, acknowledgedByteCount: (CInt) -> UInt64
    ) -> Instant? {
        guard var entry = entries[id] else { return nil }
        (entry.activity, entry.since) = (activity, now)
        switch activity {
        case .idle: entry.deadline = now + limits.idle
        case .sendingHeader: entry.deadline = now + limits.header
        case .sendingRefusedBody: entry.deadline = now + limits.refusedBody
        case .waiting, .streaming: entry.deadline = nil
        case .sendingBody:
            entry.bodyByteCount = 0
            entry.beginWindow(from: 0, at: now, limits)
        case .receiving: entry.beginWindow(from: acknowledgedByteCount(entry.descriptor), at: now, limits)
        }
        entries[id] = entry
        return entry.deadline
    }

    mutating func addBodyBytes(_ count: Int, to id: ID) {
        entries[id]?.bodyByteCount += UInt64(count)
    }

    /// The descriptors of the connections that are too slow; each is reported once.
    mutating func overdue(at now: Instant, acknowledgedByteCount: (CInt) -> UInt64) -> [CInt] {
        var overdue: [CInt] = []
        for (id, var entry) in entries {
            guard let deadline = entry.deadline, deadline <= now else { continue }
            let progress: UInt64? =
                switch entry.activity {
                case .sendingBody: entry.bodyByteCount
                case .receiving: acknowledgedByteCount(entry.descriptor)
                case .idle, .sendingHeader, .sendingRefusedBody, .waiting, .streaming: nil
                }
            if let progress, progress >= entry.expectedByteCount {
                entry.beginWindow(from: progress, at: now, limits)
            } else {
                entry.deadline = nil
                overdue.append(entry.descriptor)
            }
            entries[id] = entry
        }
        return overdue
    }
}
