/// When to look for freed memory: a look visits every free piece of it, and there may be hundreds of thousands.
///
/// Looks take a twentieth of the time at most. A look that comes too early is due later, so that in the end everything is given back.
package struct LookPace: Sendable {
    private static let rest = 19

    private var earliest: ContinuousClock.Instant?
    /// When to look, because a look came too early; nil where there is nothing to look for.
    package private(set) var due: ContinuousClock.Instant?

    /// A pace that lets the first look begin at once.
    package init() {}

    /// Whether a look may begin; one that may not is due.
    package mutating func mayBegin(at now: ContinuousClock.Instant) -> Bool {
        guard let earliest, now < earliest else {
            due = nil
            return true
        }
        due = earliest
        return false
    }

    /// Notes a look.
    package mutating func note(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        earliest = end + (end - start) * Self.rest
    }

    /// Gives freed memory back where it is more than `byteCount`, if a look may begin; returns when it is due otherwise.
    @discardableResult
    package mutating func givingBack(above byteCount: Int) -> ContinuousClock.Instant? {
        let start = ContinuousClock.now
        if mayBegin(at: start) {
            Memory.giveBack(above: byteCount)
            note(from: start, to: .now)
        }
        return due
    }
}
