package import JSON
import System

extension AlertMute {
    /// The mute as `benchd rules mute` sends it to a daemon: one line of JSON.
    package var request: JSONValue { .object([.init("do", "mute")] + (json.members ?? [])) }

    /// Reads what `request` wrote.
    ///
    /// - Throws: `MarkFault`.
    package init(request: JSONValue) throws(MarkFault) {
        guard let rule = request["rule"]?.string else { throw .shape("rule", expected: "the name of a rule") }
        guard let until = request["until"]?.string.flatMap(Timestamp.init) else {
            throw .shape("until", expected: "a time")
        }
        guard let text = request["reason"]?.string, let reason = try MarkText.reason.kept(text) else {
            throw .shape("reason", expected: "a text that is not empty")
        }
        self.init(rule: rule, until: until, reason: reason)
    }
}
