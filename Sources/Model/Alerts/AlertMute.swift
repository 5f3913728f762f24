package import JSON
package import System

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
