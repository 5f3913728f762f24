/// Lets one message through at a time, and counts the others.
///
/// libmicrohttpd has a message for every mistake of every client, so that anyone could fill the log.
package struct MessageThrottle: Sendable {
    private let interval: Duration
    private var next: ContinuousClock.Instant?
    private var suppressedCount = 0

    /// A throttle that lets one message through in each interval.
    package init(interval: Duration) {
        self.interval = interval
    }

    /// The message to log, with the number of those left out before it; nil when it is left out itself.
    package mutating func admit(_ message: String, at now: ContinuousClock.Instant) -> String? {
        if let next, now < next {
            suppressedCount += 1
            return nil
        }
        defer { (next, suppressedCount) = (now + interval, 0) }
        return suppressedCount == 0
            ? message : "\(message) (after \(suppressedCount) more that are not shown)"
    }
}
