import Model
import System

/// Removes notices and rejected drops that are old enough, a little at a time; used by the filing thread alone.
struct Sweeper {
    /// Between two sweeps, unless something is kept for less.
    private static let longestPause = Duration.seconds(3600)
    /// So many names are looked at before drops have their turn again: some milliseconds.
    private static let stepSize = 256

    private let settings: IngestSettings
    private let log: LogSink
    private var sweep: Sweep?
    /// When `step` is to be called next; nil where everything is kept for ever.
    private(set) var nextStep: ContinuousClock.Instant?

    init(settings: IngestSettings, log: @escaping LogSink) {
        self.settings = settings
        self.log = log
        nextStep = Self.pause(settings).map { _ in .now }
    }

    /// Begins a sweep of this inbox or goes on with it, if it is time.
    mutating func step(in inbox: Directory) {
        guard let due = nextStep, due <= .now, let pause = Self.pause(settings) else { return }
        do throws(FileError) {
            if sweep == nil { sweep = try Sweep(inbox, settings, at: .now()) }
            if try sweep?.step(Self.stepSize) == true { return }
        } catch {
            log(
                .warning,
                "cannot remove old notices and rejected drops, and tries again in \(pause): \(error)")
        }
        if let message = sweep?.message { log(.info, message) }
        sweep = nil
        nextStep = .now + pause
    }

    private static func pause(_ settings: IngestSettings) -> Duration? {
        let shortest = [settings.keepReceipts, settings.keepRejected].compactMap { $0 }.min()
        return shortest.map { max(.seconds(1), min($0, longestPause)) }
    }
}

/// One sweep of an inbox.
private struct Sweep {
    private var notices: NoticeSweep?
    private var rejected: RejectedSweep?

    init(_ inbox: Directory, _ settings: IngestSettings, at now: Timestamp) throws(FileError) {
        if let keep = settings.keepReceipts { notices = try NoticeSweep(inbox, Retention(keep, at: now)) }
        if let keep = settings.keepRejected { rejected = try RejectedSweep(inbox, Retention(keep, at: now)) }
    }

    /// Looks at so many names; false at the end.
    mutating func step(_ count: Int) throws(FileError) -> Bool {
        for _ in 0..<count {
            if try notices?.advance() == true { continue }
            if try rejected?.advance() == true { continue }
            return false
        }
        return true
    }

    /// What was removed; nil for nothing.
    var message: String? {
        let counts = (notices: notices?.removedCount ?? 0, rejected: rejected?.removedCount ?? 0)
        return counts == (0, 0)
            ? nil
            : "removed \(counts.notices) notices and \(counts.rejected) rejected drops that were old enough"
    }
}

/// How long something is kept.
struct Retention: Equatable {
    let keep: Duration
    let now: Timestamp

    init(_ keep: Duration, at now: Timestamp) {
        self.keep = keep
        self.now = now
    }

    /// Whether what was last changed then may go; what has a time to come stays, since one of the clocks was wrong.
    func mayGo(_ status: FileStatus) -> Bool {
        .milliseconds(now.milliseconds - status.modified / 1_000_000) > keep
    }
}
