import Glibc
import Model
import System

/// Does what the board decides, each job by its own part: reading, filing, rejecting, removing; used by the filing thread
/// alone.
///
/// A copy would have to copy what is known of every staged file, so there is none.
struct DropWorker: ~Copyable {
    private let setbacks: SetbackLog
    private let log: LogSink
    private let filing: DropFiling
    private let endings: SourceEndings
    private var inbox: FilingInbox
    private var reading: DropReading
    private var rejecting: DropRejecting
    private var staged = StagedDrops()
    private var touched = TouchedSources()

    /// What the pool has done.
    enum PoolResult: Sendable {
        case read(DropReading.Done)
        case ended(SourceEnding.Ending)

        /// Removes its staged files, which nobody needs any more.
        func discard() {
            if case .read(let done) = self { done.discard() }
        }
    }

    /// `isRecovered` says whether nothing of an earlier end is left in the inbox; `deliver` gets what the pool has done, on
    /// the pool's threads.
    init(
        inbox: FilingInbox, isRecovered: Bool, reader: DropReader, setbacks: SetbackLog, pool: WorkPool,
        work: OngoingWork, stopping: Cancellation, tally: FilingTally,
        deliver: @escaping @Sendable (PoolResult) -> Void
    ) {
        self.inbox = inbox
        self.setbacks = setbacks
        log = inbox.log
        filing = DropFiling(
            archive: reader.archive, settings: inbox.settings, setbacks: setbacks, tally: tally,
            log: inbox.log)
        endings = SourceEndings(
            archive: reader.archive, settings: inbox.settings, tally: tally, log: inbox.log, pool: pool,
            work: work
        ) { deliver(.ended($0)) }
        reading = DropReading(reader, pool: pool, work: work, stopping: stopping) { deliver(.read($0)) }
        rejecting = DropRejecting(setbacks: setbacks, tally: tally, log: inbox.log)
        if !isRecovered { rejecting.postpone() }
    }

    // MARK: Orders

    /// What carrying out an order led to.
    enum Step {
        case result(DropResult)
        /// To be filed, then given to `end`.
        case ready(ReadyDrop)
        /// Nothing comes of it, or the pool does it.
        case none
    }

    /// Carries out what the watcher wants.
    mutating func perform(_ order: InboxOrder) -> Step {
        if case .act(let action) = order, case .file(let report, let config, let notes) = action {
            if let drop = assemble(report, config: config, notes: notes) { return .ready(drop) }
            for ticket in action.tickets { staged.discard(ticket) }
            return .result(.failed(paths: action.paths))
        }
        return performed(order).map { .result($0) } ?? .none
    }

    private mutating func performed(_ order: InboxOrder) -> DropResult? {
        switch order {
        case .use(let root, let notice): use(root, notice: notice)
        case .leave: turn(to: nil)
        case .finishRemoval(let directory):
            if let root = inbox.root { endings.finish(in: directory, of: root) }
        case .act(.discard(let ticket)): staged.discard(ticket)
        case .act(let action):
            let result = result(of: action)
            return noted(result)
        }
        return nil
    }

    /// Takes in what the pool has done.
    mutating func take(_ result: PoolResult) -> DropResult? {
        switch result {
        case .read(let done):
            let result = take(done)
            return noted(result)
        case .ended(let ending):
            if let (path, error) = ending.failure { setbacks.note(.drop(path), .file(error)) }
            touched.note(ending.touched)
            return noted(ending.result)
        }
    }

    /// When `finishRejections` must be called next; nil where there is nothing to finish.
    var nextRetry: ContinuousClock.Instant? { inbox.folders == nil ? nil : rejecting.nextRetry }

    /// Goes on with the rejections that failed half-way, when it is time to.
    mutating func finishRejections(at now: ContinuousClock.Instant) {
        guard let folders = inbox.folders, let due = rejecting.nextRetry, due <= now else { return }
        rejecting.resume(in: folders)
    }

    private func noted(_ result: DropResult?) -> DropResult? {
        switch result {
        case .ended(let paths, _, _, _): for path in paths { setbacks.clear(.drop(path)) }
        case .read(let path, _, _, .gone, _), .read(let path, _, _, .notTaken, _):
            setbacks.clear(.drop(path))
        case .read, .noRun, .failed, nil: break
        }
        return result
    }

    private mutating func use(_ root: Directory, notice: String) {
        turn(to: root)
        do throws(FileError) {
            _ = try openFolders()
            log(.warning, notice)
        } catch {
            log(.error, "cannot work in the inbox: \(error)")
        }
    }

    private mutating func turn(to root: Directory?) {
        reading.restart()
        touched = TouchedSources()
        rejecting.forget()
        inbox.use(root)
    }

    private mutating func openFolders() throws(FileError) -> InboxFolders? {
        try inbox.open { rejecting.postpone() }
    }

    // MARK: Actions

    private mutating func result(of action: DropAction) -> DropResult? {
        if let folders = folders(for: action.paths) { return result(of: action, in: folders) }
        for ticket in action.tickets { staged.discard(ticket) }
        return action.failed
    }

    /// The folders in which something is done with these files; nil while there are none.
    private mutating func folders(for paths: [FilePath]) -> InboxFolders? {
        do throws(FileError) {
            return try openFolders()
        } catch {
            setbacks.note(paths, .file(error))
            return nil
        }
    }

    private mutating func result(of action: DropAction, in folders: InboxFolders) -> DropResult? {
        switch action {
        case .read(let path, let role, let quiet, let ticket, let sight):
            // What is left of a drop is not a drop of its own.
            if rejecting.isUnfinished(path), !rejecting.resume(in: folders) { return action.failed }
            reading.begin(path, role, quiet: quiet, ticket, sight, in: folders)
            return nil
        case .attach(let late): return attach(late, in: folders)
        case .reject(let members, let problem): return reject(members, problem, in: folders)
        // These are performed by themselves.
        case .file, .discard: return nil
        }
    }

    private mutating func assemble(
        _ report: DropMember, config: DropMember?, notes: DropMember?
    ) -> ReadyDrop? {
        let paths = [report, config, notes].compactMap { $0?.path }
        guard let folders = folders(for: paths) else { return nil }
        return filing.assembled(
            report, config: config, notes: notes, changed: touched.changed(report), from: &staged, in: folders
        )
    }

    /// Has the pool tell the rigs what filing has led to and remove the files; returns what has failed.
    mutating func end(_ results: [(drop: ReadyDrop, result: Result<Outcome, LibraryError>)]) -> [DropResult] {
        var filed: [FiledDrop] = []
        var failed: [DropResult] = []
        for (drop, result) in results {
            switch result {
            case .success(let outcome):
                if let drop = rejectBad(of: FiledDrop(ready: drop, outcome: outcome)) {
                    filed.append(drop)
                    continue
                }
            case .failure(let error): setbacks.note(drop.paths, error)
            }
            failed.append(.failed(paths: drop.paths))
        }
        guard !filed.isEmpty else { return failed }
        guard let folders = folders(for: filed.flatMap(\.ready.paths)) else {
            return failed + filed.map { .failed(paths: $0.ready.paths) }
        }
        endings.begin(filed, in: folders)
        return failed
    }

    /// Rejects the bad config and notes of a drop, after its rig is told that the report is filed; nil where the storage
    /// failed.
    private mutating func rejectBad(of filed: FiledDrop) -> FiledDrop? {
        let bad = filed.ready.companions.filter { $0.problem != nil }
        if bad.isEmpty { return filed }
        guard let folders = folders(for: filed.ready.paths) else { return nil }
        for case let error? in folders.notices.write([filed.notice], at: .now()) {
            setbacks.note(.drop(filed.ready.report.path), .file(error))
            return nil
        }
        var told = filed
        told.isTold = true
        for member in bad {
            guard let problem = member.problem else { continue }
            switch rejecting.keep([member], problem, in: folders) {
            case .kept: break
            case .refused: told.refused.append(member.path)
            case .failed: return nil
            }
        }
        return told
    }

    private mutating func attach(_ late: DropMember, in folders: InboxFolders) -> DropResult? {
        switch filing.attach(late, from: &staged, in: folders) {
        case .noRun: return .noRun(path: late.path)
        case .failed: return .failed(paths: [late.path])
        case .filed:
            folders.rejections.forgetReason(beside: late.path)
            endings.begin(late, in: folders.root)
            return nil
        }
    }

    private mutating func reject(
        _ members: [DropMember], _ problem: Problem, in folders: InboxFolders
    ) -> DropResult {
        for member in members { staged.take(member)?.staged.discard() }
        let paths = members.map(\.path)
        let result = rejecting.keep(members, problem, in: folders)
        let left = paths.filter(folders.root.hasFile)
        return switch result {
        case .kept: .ended(paths: paths, left: left)
        case .refused: .ended(paths: paths, refused: left)
        case .failed: .failed(paths: paths)
        }
    }

    private mutating func take(_ done: DropReading.Done) -> DropResult {
        guard reading.counts(done) else {
            done.discard()
            return .read(path: done.path, ticket: done.ticket, sight: nil, .failed)
        }
        let finding = done.finding
        if let error = finding.error, error.errno != ECANCELED {
            if finding.reading == .failed {
                setbacks.note(.drop(done.path), .file(error))
            } else {
                log(.warning, "cannot take \(done.path): \(error)")
            }
        }
        staged.keep(finding.file, as: done.ticket)
        return .read(
            path: done.path, ticket: done.ticket, sight: finding.sight, finding.reading,
            digest: finding.digest)
    }
}
