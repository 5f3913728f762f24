package import JSON
package import System

/// How the message of an event to one target stands.
package struct AlertDelivery: Equatable, Sendable {
    package enum State: String, Sendable {
        /// It is to be sent, for the first time or after a failure.
        case waiting
        case delivered
        /// It was tried for long enough.
        case failed
    }

    package let target: String
    package var state: State
    package var attempts: Int
    /// When it was delivered, or tried last; nil before the first attempt.
    package var at: Timestamp?
    /// Why the last attempt failed, in one sentence without a full stop.
    package var reason: String?

    /// A message that was not tried yet.
    package init(to target: String) {
        (self.target, state, attempts) = (target, .waiting, 0)
    }

    package var json: JSONValue {
        [
            "target": .string(target), "state": .string(state.rawValue), "attempts": .integer(attempts),
            "at": .text(at?.description), "reason": .text(reason),
        ]
    }

    package init?(json: JSONValue) {
        guard let target = json["target"]?.string, let state = json["state"]?.string.flatMap(State.init),
            let attempts = json["attempts"]?.integer, (0...1_000_000).contains(attempts)
        else { return nil }
        (self.target, self.state, self.attempts) = (target, state, attempts)
        at = json["at"]?.string.flatMap(Timestamp.init)
        reason = json["reason"]?.string
    }
}
