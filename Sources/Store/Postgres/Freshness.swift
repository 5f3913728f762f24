/// How old what a daemon has seen of the database may be for an answer.
///
/// Whoever commits says so only `span` after the COMMIT. So an answer that is asked for after that may rest on any look that
/// began at most `span` ago: it began after the COMMIT, and has seen it. No clocks are compared, only their pace, over
/// milliseconds.
struct Freshness: Sendable {
    static let span = Duration.milliseconds(3)
    /// From this age on the next look is due, so that nobody has to wait for it where answers are asked for all the time.
    private static let due = span * 2 / 3

    /// When the last look began that has seen everything.
    private var seen: ContinuousClock.Instant?
    private var isLookAskedFor = false

    /// Nothing has been seen.
    init() {}

    /// Whether an answer of this instant may rest on what was seen, and whether somebody must ask for the next look now.
    mutating func judge(at now: ContinuousClock.Instant) -> (isFresh: Bool, asksForLook: Bool) {
        guard let seen, seen.duration(to: now) < Self.span else { return (false, false) }
        guard seen.duration(to: now) >= Self.due, !isLookAskedFor else { return (true, false) }
        isLookAskedFor = true
        return (true, true)
    }

    /// A look begins, which serves all that have asked.
    mutating func beginLook() { isLookAskedFor = false }

    /// A look that began at this instant has seen everything.
    mutating func note(lookAt instant: ContinuousClock.Instant) { seen = instant }

    /// What was seen holds no longer.
    mutating func forget() { seen = nil }
}
