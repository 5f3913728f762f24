import System

/// Tells systemd again and again that the daemon works, as long as the loops of ingest turn (`WatchdogSec=`).
struct Watchdog: Sendable {
    private let manager: ServiceManager
    private let interval: Duration
    private let waker: Waker

    /// How long a loop that has not answered in time is waited for before it is looked at again.
    private static let pause = Duration.seconds(1)

    /// Begins, where systemd wants it; the process ends the watch.
    ///
    /// - Throws: `FileError` where there is no thread or descriptor left.
    static func start(_ manager: ServiceManager, watching ingest: InboxSuccession) throws {
        guard let interval = manager.watchdogInterval else { return }
        let watchdog = Watchdog(manager: manager, interval: interval, waker: try Waker())
        // A stop waits until nobody has the service any more.
        let run = { @Sendable [weak ingest] in watchdog.run { ingest } }
        try WorkThread(name: "benchd-watchdog", run).detach()
    }

    /// A loop that is late counts as soon as it turns, so that it has nearly the whole interval.
    private func run(_ ingest: () -> InboxSuccession?) {
        ingest()?.askForPulse()
        var next = ContinuousClock.now + interval / 2
        while true {
            while .now < next { waker.wait(atMost: next - .now) }
            guard let ingest = ingest() else { return }
            if ingest.hasPulse {
                manager.notify("WATCHDOG=1")
                ingest.askForPulse()
                next = .now + interval / 2
            } else {
                next = .now + min(Self.pause, interval / 8)
            }
        }
    }
}
