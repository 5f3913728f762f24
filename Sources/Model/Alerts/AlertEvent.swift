package import JSON
package import System

/// Something that a rule has found, once.
package struct AlertEvent: Equatable, Sendable {
    /// What a rule finds under the key of an earlier event is that event.
    package let key: String
    package let rule: String
    package let at: Timestamp
    /// One sentence for people, without a full stop.
    package let summary: String
    /// What else there is to say, a line each.
    package let details: [String]
    /// The run that it is about.
    package let run: RunID?
    /// The rig that it is about.
    package let rig: String?

    private static let textLimit = 1_000
    private static let detailLimit = 12

    /// Makes the value from its fields; long texts are shortened, and control characters escaped.
    package init(
        key: String, rule: String, at: Timestamp, summary: String, details: [String] = [], run: RunID? = nil,
        rig: String? = nil
    ) {
        (self.key, self.rule, self.at) = (key, rule, at)
        (self.run, self.rig) = (run, rig)
        // Texts of reports may be long, and a control character takes six bytes where it is kept.
        self.summary = LogText.escaping(summary.shortened(to: Self.textLimit))
        self.details = details.prefix(Self.detailLimit).map {
            LogText.escaping($0.shortened(to: Self.textLimit))
        }
    }

    /// The event as it is kept and sent.
    package var json: JSONValue {
        [
            "id": .string(key), "rule": .string(rule), "at": .string(at.description),
            "summary": .string(summary), "details": .array(details.map { .string($0) }),
            "run": .text(run?.description), "source": .text(rig),
        ]
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let key = json["id"]?.string, let rule = json["rule"]?.string,
            let at = json["at"]?.string.flatMap(Timestamp.init), let summary = json["summary"]?.string
        else { return nil }
        self.init(
            key: key, rule: rule, at: at, summary: summary,
            details: (json["details"]?.elements ?? []).compactMap(\.string),
            run: json["run"]?.string.flatMap(RunID.init), rig: json["source"]?.string)
    }
}

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

/// Why a rule sends nothing for a time.
package struct AlertMute: Equatable, Sendable {
    package let rule: String
    package let until: Timestamp
    package let reason: String

    /// Makes the value from its fields; nothing is checked.
    package init(rule: String, until: Timestamp, reason: String) {
        (self.rule, self.until, self.reason) = (rule, until, reason)
    }

    package var json: JSONValue {
        ["rule": .string(rule), "until": .string(until.description), "reason": .string(reason)]
    }

    package init?(json: JSONValue) {
        guard let rule = json["rule"]?.string, let until = json["until"]?.string.flatMap(Timestamp.init),
            let reason = json["reason"]?.string
        else { return nil }
        self.init(rule: rule, until: until, reason: reason)
    }
}

/// An event with what became of its messages.
package struct RecordedAlert: Equatable, Sendable {
    package let event: AlertEvent
    package var deliveries: [AlertDelivery]
    /// The mute that kept it from being sent.
    package let mute: AlertMute?

    /// Makes the value from its fields; nothing is checked.
    package init(_ event: AlertEvent, deliveries: [AlertDelivery], mute: AlertMute?) {
        (self.event, self.deliveries, self.mute) = (event, deliveries, mute)
    }
}

/// What there is to see of rules and events.
package struct AlertState: Equatable, Sendable {
    /// A rule as people read it.
    package struct Rule: Equatable, Sendable {
        package let name: String
        /// What it looks for, in one sentence without a full stop.
        package let sentence: String
        package let targets: [String]
        package let mute: AlertMute?

        /// Makes the value from its fields; nothing is checked.
        package init(name: String, sentence: String, targets: [String], mute: AlertMute?) {
            (self.name, self.sentence, self.targets, self.mute) = (name, sentence, targets, mute)
        }
    }

    /// Nil where the daemon was started without a file of rules.
    package var file: String?
    /// Why the file was not taken; then the rules before it count.
    package var fault: String?
    package var rules: [Rule] = []
    /// The newest first.
    package var events: [RecordedAlert] = []

    /// Nothing.
    package init() {}
}

/// Nobody watches.
package struct NoAlerts: AlertBoard {
    /// A board without rules.
    package init() {}

    package func state() -> AlertState { AlertState() }

    package func mute(_ mute: AlertMute) -> String? { "there are no rules" }
}

/// Who watches over results; safe from any thread.
package protocol AlertBoard: Sendable {
    /// What there is to see now.
    func state() -> AlertState

    /// Has a rule send nothing until a time, or send again where `until` is past.
    ///
    /// - Returns: Why it cannot be, in one sentence without a full stop; nil where it is done.
    func mute(_ mute: AlertMute) -> String?
}
