import Synchronization

/// Calls that want to hear of something; safe from any thread.
package final class Listeners<Event: Sendable>: Sendable {
    /// Called on the thread where the event happens, so it must not wait.
    package typealias Call = @Sendable (Event) -> Void

    private let calls = Mutex<[Call]>([])

    /// Nobody listens.
    package init() {}

    /// Adds a call, which is kept.
    package func add(_ call: @escaping Call) {
        calls.withLock { $0.append(call) }
    }

    /// Tells all of an event.
    package func tell(_ event: Event) {
        for call in calls.withLock({ $0 }) { call(event) }
    }
}
