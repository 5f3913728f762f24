/// Who watches over results; safe from any thread.
package protocol AlertBoard: Sendable {
    /// What there is to see now.
    func state() -> AlertState

    /// Has a rule send nothing until a time, or send again where `until` is past.
    ///
    /// - Returns: Why it cannot be, in one sentence without a full stop; nil where it is done.
    func mute(_ mute: AlertMute) -> String?
}

/// Nobody watches.
package struct NoAlerts: AlertBoard {
    /// A board without rules.
    package init() {}

    package func state() -> AlertState { AlertState() }

    package func mute(_ mute: AlertMute) -> String? { "there are no rules" }
}
