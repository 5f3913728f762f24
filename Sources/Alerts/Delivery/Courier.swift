import Model
import System

/// Sends the messages that wait, on a thread of its own: again after a failure, with growing pauses.
struct Courier {
    let library: any RunLibrary
    let book: AlertBook
    let rules: RuleSource
    let links: Links
    let waker: Waker
    let stopping: Cancellation
    let log: LogSink
    let webhook: Webhook

    /// Before the second attempt, the third and so on; the last one repeats.
    private static let pauses: [Duration] = [
        .seconds(2), .seconds(10), .seconds(60), .seconds(300), .seconds(900), .seconds(3600),
    ]
    /// While another process acts for all, and after a failure of the library.
    private static let turn = Duration.seconds(1)
    /// How long a message that another process has left in the book of a library may go unnoticed.
    private static let look = Duration.seconds(60)
    /// With these pauses, about a day.
    private static let attemptLimit = 28

    /// Works until it is stopped.
    func run() {
        var looked: ContinuousClock.Instant?
        while !stopping.isCancelled {
            guard library.actsForAll else {
                looked = nil
                waker.wait(atMost: Self.turn)
                continue
            }
            do throws(LibraryError) {
                // Whoever begins to act for all sends what the other has left.
                if looked.map({ .now - $0 >= Self.look }) ?? true {
                    try book.refresh()
                    looked = .now
                }
            } catch {
                // The judging says what is wrong.
                waker.wait(atMost: Self.turn)
                continue
            }
            var next: Timestamp?
            // One message to each target at a time, the oldest first: one that hangs holds up its own alone for long.
            for (event, delivery) in oldest() where !stopping.isCancelled {
                let due = due(delivery)
                if due > Timestamp.now() {
                    next = next.map { min($0, due) } ?? due
                } else {
                    deliver(event, delivery)
                    next = Timestamp.now()
                }
            }
            waker.wait(atMost: pause(until: next))
        }
    }

    /// How long nothing is due: at most until the next message, or the next look into a book that others write.
    private func pause(until next: Timestamp?) -> Duration? {
        let pause = next.map { Duration.milliseconds(max(0, $0.milliseconds - Timestamp.now().milliseconds)) }
        return library.isShared ? min(pause ?? Self.look, Self.look) : pause
    }

    /// The oldest message that waits, of each target.
    private func oldest() -> [(AlertEvent, AlertDelivery)] {
        var found: [(AlertEvent, AlertDelivery)] = []
        var seen: Set<String> = []
        for alert in book.events {
            for delivery in alert.deliveries
            where delivery.state == .waiting && seen.insert(delivery.target).inserted {
                found.append((alert.event, delivery))
            }
        }
        return found
    }

    private func due(_ delivery: AlertDelivery) -> Timestamp {
        // Rules that were changed since may have mended what kept it.
        guard let last = delivery.at, delivery.attempts > 0, last > rules.replaced else {
            return Timestamp(milliseconds: 0)
        }
        let pause = Self.pauses[min(delivery.attempts, Self.pauses.count) - 1]
        // A clock that was set back must not hold it up.
        return min(last.after(pause), Timestamp.now().after(pause))
    }

    private func deliver(_ event: AlertEvent, _ delivery: AlertDelivery) {
        var delivery = delivery
        delivery.attempts += 1
        let result = result(event, delivery.target)
        // One that was cut off is no attempt.
        if stopping.isCancelled, result != .delivered { return }
        delivery.at = .now()
        switch result {
        case .delivered:
            (delivery.state, delivery.reason) = (.delivered, nil)
            log(.info, "notified \(delivery.target) of the alert \"\(event.rule)\"")
        case .failed(let reason):
            delivery.reason = reason
            let isLast = delivery.attempts >= Self.attemptLimit
            if isLast { delivery.state = .failed }
            if isLast || delivery.attempts == 1 {
                log(
                    .warning,
                    "cannot notify \(delivery.target) of the alert \"\(event.rule)\", and "
                        + (isLast ? "gives up" : "tries again") + ": \(reason)")
            }
        }
        do throws(LibraryError) {
            try book.note(delivery, of: event.key)
        } catch {
            // A message that is not noted would be sent again at once.
            log(.error, "cannot keep how messages stand, and waits: \(error)")
            waker.wait(atMost: .seconds(60))
        }
    }

    private func result(_ event: AlertEvent, _ name: String) -> Webhook.Result {
        let file = rules.current
        guard let target = file.targets.first(where: { $0.name == name }) else {
            return .failed("the rules have no target \(name) any more")
        }
        do throws(FileError) {
            let secret = try target.secretFile.map { (path) throws(FileError) in
                try AlertTarget.secret(in: path)
            }
            let message = WebhookMessage(event, to: target, server: file.server, links: links, secret: secret)
            return webhook.send(message, to: target)
        } catch {
            return .failed("its secret cannot be read: \(error)")
        }
    }
}
