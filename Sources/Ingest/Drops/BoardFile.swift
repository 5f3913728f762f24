import Model
package import System

/// What was seen of a file: changes whenever the file does.
package struct FileSight: Equatable, Sendable {
    package let identity: FileStatus.Identity
    package let byteCount: Int
    /// In nanoseconds since 1970; a rename keeps it, and so can the sender.
    package let modified: Int64
    /// In nanoseconds since 1970; only the kernel sets it, a rename too.
    package let changed: Int64

    /// What a status says.
    package init(_ status: FileStatus) {
        identity = status.identity
        byteCount = status.byteCount
        modified = status.modified
        changed = status.changed
    }
}

extension FileSight {
    /// How long ago the file has changed last, by the wall clock.
    var age: Duration { .milliseconds(Timestamp.now().milliseconds &- changed / 1_000_000) }
}

/// What a transfer works on until it is whole.
struct DropTemporary: Equatable {
    let sight: FileSight
    var lastEvent: ContinuousClock.Instant
    /// False once it was renamed or removed: what it became may not have been seen yet.
    var isPresent = true
}

/// One file of the inbox on its way through the board.
struct BoardFile: Equatable {

    /// Where the file stands.
    enum State: Equatable {
        /// To be read at `due`.
        case arrived(due: ContinuousClock.Instant)
        /// Being read now.
        case reading
        /// Someone is writing to it; read again at `due`, or earlier at an event.
        case busy(due: ContinuousClock.Instant)
        /// The storage failed; read again at `due`.
        case postponed(due: ContinuousClock.Instant)
        /// It ends too early; rejected when it has been quiet for long enough.
        case truncated(Problem, due: ContinuousClock.Instant)
        /// It was read once and is bad; read again at `due`.
        case doubted(Problem, due: ContinuousClock.Instant)
        /// It was read twice and is bad, or stayed too short for too long.
        case bad(Problem)
        /// It is whole and staged under this ticket.
        case ready(Ticket)
        /// Being filed or rejected now.
        case ending
        /// It ended but could not be removed; left alone until it changes.
        case kept
        /// It is nothing to take, or cannot be moved away; left alone until it changes.
        case notTaken(Problem?)
    }

    let role: DropName.Role
    var sight: FileSight
    /// What it became while it was being read or filed.
    var nextSight: FileSight?
    /// Whether it was lost while it was being read or filed.
    var isGone = false
    /// Whether its writer may have finished while it was being read.
    var isFinished = false
    var lastEvent: ContinuousClock.Instant
    var state: State
    /// Of the bytes that were judged last.
    var digest: Digest?
    /// When it became ready or bad.
    var judged: ContinuousClock.Instant?
    /// How often reading found a writer, for growing pauses.
    var busyCount = 0
    /// How often the storage failed to read, file or acknowledge it, for growing pauses.
    var setbacks = 0
    /// Whether it was read once and found bad since it last changed.
    var wasDoubted = false
    /// What an attempt to attach it works on.
    var attachTicket: Ticket?
    /// Why it ends, where it ends bad.
    var refusal: Problem?
    /// Whether a config asked for a run to be attached to, and there was none.
    var askedForRun = false
}

/// Stands for a staged file that the worker holds.
package struct Ticket: Hashable, Sendable {
    let number: Int
}
