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
