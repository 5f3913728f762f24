import Model
import System

/// Keeps rejected drops with their reasons, and goes on with rejections that the storage interrupted; used by the filing
/// thread alone.
struct DropRejecting {
    let setbacks: SetbackLog
    let tally: FilingTally
    let log: LogSink
    private var unfinished = UnfinishedRejections()

    /// What keeping rejected files led to.
    enum Result: Equatable {
        case kept
        /// They stay in the inbox: too large to be copied to another filesystem.
        case refused
        /// The storage failed; to be gone on with after a pause.
        case failed
    }

    init(setbacks: SetbackLog, tally: FilingTally = FilingTally(), log: @escaping LogSink) {
        self.setbacks = setbacks
        self.tally = tally
        self.log = log
    }

    /// Moves files out of the inbox, beside the reason why they are rejected.
    mutating func keep(_ members: [DropMember], _ problem: Problem, in inbox: InboxFolders) -> Result {
        guard let first = members.first else { return .kept }
        let origin = inbox.rejections.origin(of: first.path)
        do {
            let files = members.map { Rejections.File(path: $0.path, sight: $0.sight, digest: $0.digest) }
            let isKept = try inbox.rejections.keep(
                files, origin: origin, problem: problem, at: .now(), log: log)
            tally.noteDrop(.rejected(problem), lag: first.sight.age)
            guard isKept else {
                log(
                    .warning,
                    "\(first.path) is rejected and stays in the inbox, because it is too large to be copied to another"
                        + " filesystem; remove it: \(problem.detail)"
                )
                return .refused
            }
            inbox.rejections.forgetReason(beside: first.path)
            return .kept
        } catch {
            setbacks.note(members.map(\.path), .file(error))
            unfinished.add(members.map(\.path), at: .now)
            return .failed
        }
    }

    // MARK: Going on

    /// When `resume` must be called next; nil where there is nothing to go on with.
    var nextRetry: ContinuousClock.Instant? { unfinished.due }

    /// Whether a file belongs to a rejection that is not finished.
    func isUnfinished(_ path: FilePath) -> Bool { unfinished.paths.contains(path) }

    /// Goes on after a pause, because some rejection in the inbox is unfinished.
    mutating func postpone() { unfinished.postpone(at: .now) }

    /// Forgets what is unfinished: another directory is the inbox.
    mutating func forget() { unfinished = UnfinishedRejections() }

    /// Goes on with the rejections that failed half-way.
    ///
    /// Their files may have left the inbox already, so nothing that is seen there leads to it.
    /// - Returns: Whether all could be finished.
    @discardableResult
    mutating func resume(in inbox: InboxFolders) -> Bool {
        do {
            try inbox.rejections.resume(log: log)
            // What is still in the inbox, because nothing of its rejection was begun, has its trouble still.
            for path in unfinished.paths where !inbox.root.hasFile(path) { setbacks.clear(.drop(path)) }
            forget()
            return true
        } catch {
            setbacks.note(Array(unfinished.paths), .file(error))
            postpone()
            return false
        }
    }
}
