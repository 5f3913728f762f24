import Glibc
import System

/// The directories of the inbox that cannot be watched or listed: when to try again, and what was logged
/// already.
struct InboxGaps {
    private static let firstPause: Duration = .seconds(1)
    private static let longestPause: Duration = .seconds(60)

    private let settings: IngestSettings
    private let log: LogSink
    private var gaps: [FilePath: InboxTree.Gap] = [:]
    private var pause = firstPause
    private var isFailing = false
    private var logged: Set<FilePath> = []
    /// Why a part of the inbox is polled; nil where none is.
    private(set) var pollingReason: String?
    /// When they are looked at next; nil for not before a change or a scan of the whole inbox.
    private(set) var nextLook: ContinuousClock.Instant?

    init(settings: IngestSettings, log: @escaping LogSink) {
        self.settings = settings
        self.log = log
    }

    /// What is wrong, in a sentence; nil where all of the inbox is seen.
    var trouble: String? {
        var sentences: [String] = []
        if isFailing {
            sentences.append(
                "A part of the inbox cannot be read: drops in it are not taken; check its disk,"
                    + " and see the log for the path."
            )
        }
        let deep = gaps.filter { if case .tooDeep = $0.value { true } else { false } }.keys
        if let first = deep.min(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            let more = deep.count > 1 ? " and \(deep.count - 1) more" : ""
            sentences.append(
                "A directory of the inbox lies too deep, so drops in it are not taken: its path has more than"
                    + " \(PATH_MAX - 1) bytes; move it up: \(Self.shortened(first))\(more).")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// The beginning of a path that is as long as one can be.
    private static func shortened(_ path: FilePath) -> String {
        path.bytes.count > 200 ? "\(FilePath(bytes: Array(path.bytes.prefix(200))))…" : "\(path)"
    }

    /// Those that are not below another.
    var topmost: [FilePath] {
        gaps.keys.filter { directory in
            var above = directory
            while !above.isEmpty {
                above = above.directory
                if gaps[above] != nil { return false }
            }
            return true
        }
    }

    /// Takes in what gaps there are now.
    mutating func note(_ current: [FilePath: InboxTree.Gap], at now: ContinuousClock.Instant) {
        if current.isEmpty && gaps.isEmpty { return }
        gaps = current
        var unwatched: FileError?
        var failed: FileError?
        var forbidden: [FilePath: FileError] = [:]
        for (directory, gap) in current {
            switch gap {
            case .unwatched(let error): unwatched = error
            case .failed(let error): failed = error
            case .tooDeep: break
            case .forbidden(let error): forbidden[directory] = error
            }
        }
        tell(unwatched: unwatched)
        tell(failed: failed)
        tell(forbidden: forbidden)
        setNextLook(isPolling: unwatched != nil, at: now)
    }

    private mutating func setNextLook(isPolling: Bool, at now: ContinuousClock.Instant) {
        guard isPolling || isFailing else {
            nextLook = nil
            pause = Self.firstPause
            return
        }
        if let nextLook, nextLook > now { return }
        nextLook = now + (isPolling ? settings.poll : pause)
        if !isPolling { pause = min(pause * 2, Self.longestPause) }
    }

    private mutating func tell(unwatched error: FileError?) {
        let reason = error.map { error in
            error.errno == ENOSPC
                ? "there are not enough inotify watches for all directories: raise fs.inotify.max_user_watches"
                : "\(error)"
        }
        if let reason, pollingReason == nil {
            log(.warning, "polling a part of the inbox every \(settings.poll): \(reason)")
        }
        if reason == nil, pollingReason != nil {
            log(.info, "the whole inbox is watched by inotify again; no part of it is polled")
        }
        pollingReason = reason
    }

    private mutating func tell(failed error: FileError?) {
        if let error, !isFailing {
            log(.error, "cannot read a part of the inbox, and tries again after growing pauses: \(error)")
        }
        if error == nil, isFailing { log(.info, "the whole inbox can be read again") }
        isFailing = error != nil
    }

    private mutating func tell(forbidden: [FilePath: FileError]) {
        for (directory, error) in forbidden where !logged.contains(directory) {
            log(.warning, "drops in this directory are ignored until benchd may read and enter it: \(error)")
        }
        logged = Set(forbidden.keys)
    }
}
