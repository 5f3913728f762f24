import System

/// Rejections that were begun and could not be finished, and when to go on with them.
struct UnfinishedRejections {
    private static let longestPause = Duration.seconds(60)

    /// Whose files they are, as far as that is known.
    private(set) var paths: Set<FilePath> = []
    /// Nil where there are none.
    private(set) var due: ContinuousClock.Instant?
    private var pause = Duration.seconds(1)

    /// Adds an unfinished rejection by the paths of its files.
    mutating func add(_ paths: [FilePath], at now: ContinuousClock.Instant) {
        self.paths.formUnion(paths)
        postpone(at: now)
    }

    /// After an attempt that failed; the pauses grow.
    mutating func postpone(at now: ContinuousClock.Instant) {
        due = now + pause
        pause = min(pause * 2, Self.longestPause)
    }
}
