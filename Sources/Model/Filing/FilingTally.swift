import Synchronization
package import System

/// How drops and uploads have ended since the start; safe from any thread.
package final class FilingTally: Sendable {
    /// The counts at one moment.
    package struct Counts: Equatable, Sendable {
        /// Nothing has ended.
        package init() {}

        /// Ends of drops, each with its notice.
        package fileprivate(set) var drops = Tally<Outcome.Kind>()
        /// Ends of uploads.
        package fileprivate(set) var uploads = Tally<Outcome.Kind>()
        /// Why drops and uploads were rejected, and why configs were left out.
        package fileprivate(set) var rejections = Tally<Problem.Kind>()
        /// From the last change of a dropped file to its notice, in seconds.
        package fileprivate(set) var lag = Histogram(bounds: lagBounds)
    }

    private static let lagBounds: [Double] = [
        0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600,
    ]

    private let state = Mutex(Counts())

    /// Nothing has ended.
    package init() {}

    /// The counts at this moment.
    package var counts: Counts { state.withLock { $0 } }

    /// Counts the end of a drop, and how long after the last change of its file that is; nil where that is not known.
    package func noteDrop(_ outcome: Outcome, lag: Duration?) {
        state.withLock { state in
            state.drops.note(outcome.kind)
            if let problem = outcome.problem { state.rejections.note(problem.kind) }
            // A file may have a time in the future.
            if let lag { state.lag.note(max(0, lag / .seconds(1))) }
        }
    }

    /// Counts the end of an upload.
    package func noteUpload(_ outcome: Outcome) {
        state.withLock { state in
            state.uploads.note(outcome.kind)
            if let problem = outcome.problem { state.rejections.note(problem.kind) }
        }
    }
}
