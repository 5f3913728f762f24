import Synchronization

/// Whether drops are being filed, for work that gives way to it; safe from any thread.
final class FilingActivity: Sendable {
    private struct State {
        var isBusy = false
        var end: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// Begins or ends some filing.
    func set(isBusy: Bool, at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.isBusy = isBusy
            state.end = now
        }
    }

    /// Whether nothing is being filed, nor was for so long.
    func isQuiet(for duration: Duration, at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in !state.isBusy && (state.end.map { now - $0 >= duration } ?? true) }
    }
}
