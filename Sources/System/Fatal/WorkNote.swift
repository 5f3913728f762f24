import CFatal

/// What this thread works on, for the one line that a signal writes when it ends the process (`FatalSignals`).
///
/// From any thread. Only the first note of a thread makes a system call; none allocates.
package enum WorkNote {
    /// Notes what this thread works on, "GET /" or "the drop rig-01/a.json", instead of what it has noted before.
    ///
    /// The text is cut at 400 bytes, and escaped where it is written.
    package static func begin(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { benchd_note_begin($0.baseAddress, $0.count) }
        }
    }

    /// Adds a run that it concerns, of which the first eight count: these are shown as text after a fatal signal.
    package static func name(_ id: String) {
        var text = id
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                if let start = characters.baseAddress { benchd_note_id(start, characters.count) }
            }
        }
    }

    /// Forgets what this thread worked on.
    package static func end() { benchd_note_end() }

    /// Notes what this thread works on for as long as `body` runs.
    ///
    /// - Throws: What `body` throws.
    package static func during<Result, Failure: Error>(
        _ text: String, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        begin(text)
        defer { end() }
        return try body()
    }
}
