import CFatal

/// The signals that end the process: a line in the log says what the thread was working on, and a record which runs.
package enum FatalSignals {
    /// Handles them from now on; called once, before other threads are started.
    ///
    /// The line begins with `prefix`. The handler takes the place of that of Swift's runtime, which would start another
    /// program for a backtrace; exit status and core file are those of the signal.
    package static func handle(prefix: String, version: String, log: CInt, record: consuming FatalRecord?) {
        benchd_fatal_start(prefix, version, log, record?.release() ?? -1)
    }
}
