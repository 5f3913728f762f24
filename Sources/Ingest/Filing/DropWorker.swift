import Archives
import Glibc
import Model
import System

/// Does what the board decides: files, attaches and rejects, and has the pool read and remove; used by the filing thread alone.
struct DropWorker: ~Copyable {
    let archive: any RunArchive
    let settings: IngestSettings
    let setbacks: SetbackLog
    let log: LogSink
    private let reader: DropReader
    private let pool: WorkPool
    private let work: OngoingWork
    /// Ends all readings when benchd stops.
    private let stopping: Cancellation
    /// Gets what the pool has done, on the pool's threads.
    private let deliver: @Sendable (PoolResult) -> Void
    /// Gets the inbox that is worked in; nil while there is none.
    private let publish: (InboxFolders?) -> Void
    /// Nil while the inbox is gone.
    private var root: Directory?
    /// Whether `root` may hold what an earlier end left in it.
    private var isNew = false
    /// Nil until something can be written in `root`.
    private var folders: InboxFolders?
    /// Ends the readings in `root` when another directory is the inbox.
    private var reading: Cancellation
    private var staged: [Ticket: StagedDropFile] = [:]
    /// Sources that ended and were touched before they could be removed.
    private var touched: [FilePath: FileSight] = [:]
    var unfinished = UnfinishedRejections()

    /// What the pool has done.
    enum PoolResult: Sendable {
        /// `reading` tells in which inbox.
        case read(FilePath, Ticket, DropReader.Finding, reading: Cancellation)
        case ended(SourceEnding.Ending)

        /// Removes its staged files, which nobody needs any more.
        func discard() {
            if case .read(_, _, let finding, _) = self { finding.file?.staged.discard() }
        }
    }

    init(
        inbox: InboxFolders, isRecovered: Bool, reader: DropReader, settings: IngestSettings,
        setbacks: SetbackLog, log: @escaping LogSink, pool: WorkPool, work: OngoingWork,
        stopping: Cancellation, deliver: @escaping @Sendable (PoolResult) -> Void,
        publish: @escaping (InboxFolders?) -> Void
    ) {
        root = inbox.root
        folders = inbox
        self.reader = reader
        archive = reader.archive
        self.settings = settings
        self.setbacks = setbacks
        self.log = log
        self.pool = pool
        self.work = work
        self.stopping = stopping
        self.deliver = deliver
        self.publish = publish
        reading = Cancellation(under: stopping)
        if !isRecovered { unfinished.postpone(at: .now) }
    }

    // MARK: Orders

    /// Carries out what the watcher wants; nil where nothing comes of it, or the pool does it.
    mutating func perform(_ order: InboxOrder) -> DropResult? {
        switch order {
        case .use(let root):
            use(root)
            return nil
        case .finishRemoval(let directory):
            finishRemoval(in: directory)
            return nil
        case .act(.discard(let ticket)):
            discard(ticket)
            return nil
        case .act(let action):
            return noted(result(of: action))
        }
    }

    /// Takes in what the pool has done.
    mutating func take(_ result: PoolResult) -> DropResult? {
        switch result {
        case .read(let path, let ticket, let finding, let reading):
            return noted(take(finding, of: path, ticket, reading))
        case .ended(let ending):
            if let (path, error) = ending.failure { setbacks.note(.drop(path), .file(error)) }
            for (path, sight) in ending.touched { touched[path] = sight }
            return noted(ending.result)
        }
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

    private mutating func use(_ root: Directory?) {
        // Nothing may keep an inbox that is gone from being unmounted.
        reading.cancel()
        reading = Cancellation(under: stopping)
        self.root = root
        isNew = true
        folders = nil
        touched = [:]
        unfinished = UnfinishedRejections()
        if root == nil { publish(nil) }
        do throws(FileError) {
            _ = try openFolders()
        } catch {
            log(.error, "cannot work in the inbox: \(error)")
        }
    }

    /// Nil while the inbox is gone.
    private mutating func openFolders() throws(FileError) -> InboxFolders? {
        if folders?.isIntact() == false { folders = nil }
        if folders == nil, let root {
            let opened = try InboxFolders(root: root, links: settings.links)
            if isNew, try !opened.recover(log: log) { unfinished.postpone(at: .now) }
            isNew = false
            folders = opened
            publish(opened)
        }
        return folders
    }

    private mutating func result(of action: DropAction) -> DropResult? {
        do throws(FileError) {
            if let inbox = try openFolders() { return result(of: action, inbox) }
        } catch {
            setbacks.note(action.paths, .file(error))
        }
        for ticket in action.tickets { discard(ticket) }
        return action.failed
    }

    private mutating func result(of action: DropAction, _ inbox: InboxFolders) -> DropResult? {
        switch action {
        case .read(let path, let role, let quiet, let ticket, let sight):
            return read(path, role, quiet: quiet, ticket, sight, inbox)
        case .file(let report, let config):
            return file(report, config: config, inbox)
        case .attach(let config):
            return attach(config, inbox)
        case .reject(let members, let problem):
            return reject(members, problem, inbox)
        case .discard:
            return nil
        }
    }

    // MARK: Reading

    private mutating func read(
        _ path: FilePath, _ role: DropName.Role, quiet: Duration, _ ticket: Ticket, _ sight: FileSight,
        _ inbox: InboxFolders
    ) -> DropResult? {
        // What is left of a drop is not a drop of its own.
        if unfinished.paths.contains(path), !finishRejections(inbox) {
            return .read(path: path, ticket: ticket, sight: nil, .failed)
        }
        let lane = Lane.reading(byteCount: sight.byteCount, device: sight.identity.device)
        pool.add(to: lane) { [reader, work, deliver, reading] in
            let finding = work.doing("reading \(path)") {
                reader.read(
                    path, in: inbox, as: role, quiet: quiet,
                    stagedName: FilePath("inbox-\(ticket.number)"), unless: reading)
            }
            deliver(.read(path, ticket, finding, reading: reading))
        }
        return nil
    }

    private mutating func take(
        _ finding: DropReader.Finding, of path: FilePath, _ ticket: Ticket, _ reading: Cancellation
    ) -> DropResult {
        guard reading === self.reading else {
            finding.file?.staged.discard()
            return .read(path: path, ticket: ticket, sight: nil, .failed)
        }
        if let error = finding.error, error.errno != ECANCELED {
            if finding.reading == .failed {
                setbacks.note(.drop(path), .file(error))
            } else {
                log(.warning, "cannot take \(path): \(error)")
            }
        }
        staged[ticket] = finding.file
        return .read(
            path: path, ticket: ticket, sight: finding.sight, finding.reading, digest: finding.digest)
    }

    // MARK: Staged files

    mutating func discard(_ ticket: Ticket) {
        staged.removeValue(forKey: ticket)?.staged.discard()
    }

    mutating func take(_ member: DropMember) -> StagedDropFile? {
        member.ticket.flatMap { staged.removeValue(forKey: $0) }
    }

    /// A staged file that its owner takes, or looks at.
    func stagedFile(_ ticket: Ticket) -> StagedDropFile? { staged[ticket] }

    // MARK: Ending

    /// The ctime of a drop's file; for a file that was only touched after filing, the ctime that it had when
    /// it was filed.
    mutating func changed(_ member: DropMember) -> Int64 {
        guard let earlier = touched.removeValue(forKey: member.path),
            member.sight.differsInCtimeAlone(from: earlier)
        else { return member.sight.changed }
        return earlier.changed
    }

    /// Has the pool remove what ended from the inbox.
    func remove(
        _ members: [DropMember], of paths: [FilePath], refused: [FilePath] = [], _ inbox: InboxFolders
    ) {
        let ending = SourceEnding(inbox: inbox.root, archive: archive, log: log)
        pool.add(to: .removal) { [work, deliver] in
            let names = members.map(\.path.description).joined(separator: ", ")
            deliver(
                .ended(
                    work.doing("removing \(names)") { ending.end(members, of: paths, refused: refused) }))
        }
    }

    /// Has the pool end the removals that a crash interrupted in a directory.
    private func finishRemoval(in directory: FilePath) {
        guard let root else { return }
        let ending = SourceEnding(inbox: root, archive: archive, log: log)
        let limit = max(settings.reportLimit, settings.archiveLimits.byteCount)
        pool.add(to: .removal) { [work] in
            work.doing("finishing a removal in \(directory)/") { ending.finish(in: directory, limit: limit) }
        }
    }

    // MARK: Unfinished rejections

    /// When `finishRejections` must be called next; nil where there is nothing to finish.
    var nextRetry: ContinuousClock.Instant? { folders == nil ? nil : unfinished.due }

    /// Goes on with the rejections that failed half-way, when it is time to.
    ///
    /// Their files may have left the inbox already, so nothing that is seen there leads to it.
    mutating func finishRejections(at now: ContinuousClock.Instant) {
        guard let inbox = folders, let due = unfinished.due, due <= now else { return }
        _ = finishRejections(inbox)
    }

    /// Whether all could be finished.
    mutating func finishRejections(_ inbox: InboxFolders) -> Bool {
        do {
            try inbox.rejections.resume(log: log)
            // What is still in the inbox, because nothing of its rejection was begun, has its trouble still.
            for path in unfinished.paths where !inbox.root.hasFile(path) { setbacks.clear(.drop(path)) }
            unfinished = UnfinishedRejections()
            return true
        } catch {
            setbacks.note(Array(unfinished.paths), .file(error))
            unfinished.postpone(at: .now)
            return false
        }
    }
}
