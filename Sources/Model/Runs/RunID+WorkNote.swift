package import System

extension WorkNote {
    /// Adds a run that the work concerns, of which the first eight count: these are shown as text after a fatal signal.
    package static func name(_ run: RunID) { name(run.description) }
}
