import Glibc
import Store

/// Does what the board decides: reads, files, attaches and rejects; used by the filing thread alone.
struct DropWorker: ~Copyable {
    private let reader: DropReader
    private let filer: Filer
    private let settings: IngestSettings
    private let setbacks: SetbackLog
    private let log: LogSink
    /// Gets the inbox that is worked in; nil while there is none.
    private let publish: (InboxFolders?) -> Void
    /// Nil while the inbox is gone.
    private var root: Directory?
    /// Whether `root` may hold what an earlier end left in it.
    private var isNew = false
    /// Nil until something can be written in `root`.
    private var folders: InboxFolders?
    private var staged: [Ticket: StagedDropFile] = [:]
    private var unfinished = UnfinishedRejections()

    init(
        inbox: InboxFolders, isRecovered: Bool, reader: DropReader, filer: Filer, settings: IngestSettings,
        setbacks: SetbackLog,
        log: @escaping LogSink, publish: @escaping (InboxFolders?) -> Void
    ) {
        root = inbox.root
        folders = inbox
        self.reader = reader
        self.filer = filer
        self.settings = settings
        self.setbacks = setbacks
        self.log = log
        self.publish = publish
        if !isRecovered { unfinished.postpone(at: .now) }
    }

    // MARK: Orders

    /// Carries out what the watcher wants; nil where nothing comes of it.
    mutating func perform(_ order: InboxOrder) -> DropResult? {
        switch order {
        case .use(let root):
            // Nothing may keep an inbox that is gone from being unmounted.
            self.root = root
            isNew = true
            folders = nil
            unfinished = UnfinishedRejections()
            if root == nil { publish(nil) }
            do throws(FileError) {
                _ = try openFolders()
            } catch {
                log(.error, "cannot work in the inbox: \(error)")
            }
            return nil
        case .finishRemoval(let directory):
            finishRemoval(in: directory)
            return nil
        case .act(.discard(let ticket)):
            discard(ticket)
            return nil
        case .act(let action):
            let result = result(of: action)
            switch result {
            case .ended(let paths, _, _, _): for path in paths { setbacks.clear(.drop(path)) }
            case .read(let path, _, _, .gone, _), .read(let path, _, _, .notTaken, _):
                setbacks.clear(.drop(path))
            case .read, .noRun, .failed, nil: break
            }
            return result
        }
    }

    /// Nil while the inbox is gone.
    private mutating func openFolders() throws(FileError) -> InboxFolders? {
        if folders?.isIntact() == false { folders = nil }
        if folders == nil, let root {
            let opened = try InboxFolders(root: root)
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
        case .read(let path, let role, let quiet, let ticket):
            return read(path, role, quiet: quiet, ticket: ticket, inbox)
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

    private mutating func read(
        _ path: FilePath, _ role: DropName.Role, quiet: Duration, ticket: Ticket, _ inbox: InboxFolders
    ) -> DropResult {
        // What is left of a drop is not a drop of its own.
        if unfinished.paths.contains(path), !finishRejections(inbox) {
            return .read(path: path, ticket: ticket, sight: nil, .failed)
        }
        let finding = reader.read(
            path, in: inbox.root, as: role, quiet: quiet, stagedName: FilePath("inbox-\(ticket.number)"))
        if let error = finding.error {
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

    // MARK: Filing

    private mutating func file(
        _ report: DropMember, config: DropMember?, _ inbox: InboxFolders
    ) -> DropResult {
        let paths = [report.path] + (config.map { [$0.path] } ?? [])
        guard let reportFile = take(report), case .report(let stagedReport, let outline) = reportFile else {
            return .failed(paths: paths)
        }
        var archive: (staged: StagedFile, listing: ConfigListing)?
        if let config, let configFile = take(config), case .config(let staged, let listing) = configFile {
            archive = (staged, listing)
        }
        let origin = inbox.rejections.origin(of: report.path)
        let drop = Filer.JudgedDrop(
            report: stagedReport, outline: outline, config: archive, source: Self.source(of: origin),
            origin: .inbox(path: origin, inode: report.sight.identity.inode, changed: report.sight.changed),
            warnings: (config?.problem).map { [$0] } ?? [])
        do {
            let outcome = try filer.file(drop)
            log(
                .info,
                "\(outcome.kind.rawValue) \(report.path)\(config.map { " with \($0.path)" } ?? "") as \(outcome.link ?? "")"
            )
            // Unacknowledged it stays, is found again by its digest, and gets its receipt then.
            guard acknowledge(outcome, report, digest: stagedReport.file.digest, inbox) else {
                return .failed(paths: paths)
            }
            var refused: [FilePath] = []
            if let config, let problem = config.problem {
                guard let isKept = keep([config], problem, inbox) else { return .failed(paths: paths) }
                if !isKept { refused = [config.path] }
            }
            inbox.rejections.forgetReason(beside: report.path)
            let good = config.flatMap { $0.problem == nil ? $0 : nil }
            return remove((good.map { [$0] } ?? []) + [report], of: paths, refused: refused, inbox)
        } catch {
            setbacks.note(paths, error)
            return .failed(paths: paths)
        }
    }

    private mutating func attach(_ config: DropMember, _ inbox: InboxFolders) -> DropResult {
        guard let ticket = config.ticket, case .config(let staged, let listing)? = self.staged[ticket] else {
            return .failed(paths: [config.path])
        }
        let origin = inbox.rejections.origin(of: config.path)
        let reports = DropName.reports(of: origin.lastComponent).map { origin.directory.appending($0) }
        do {
            guard
                let outcome = try filer.attach(
                    staged, listing, toRunFrom: reports, within: settings.lateConfig)
            else { return .noRun(path: config.path) }
            self.staged[ticket] = nil
            log(.info, "attached \(config.path) to \(outcome.link ?? "")")
            guard acknowledge(outcome, config, digest: staged.file.digest, inbox) else {
                return .failed(paths: [config.path])
            }
            inbox.rejections.forgetReason(beside: config.path)
            return remove([config], of: [config.path], inbox)
        } catch {
            take(config)?.staged.discard()
            setbacks.note(.drop(config.path), error)
            return .failed(paths: [config.path])
        }
    }

    // MARK: Rejecting

    private mutating func reject(
        _ members: [DropMember], _ problem: Problem, _ inbox: InboxFolders
    ) -> DropResult {
        let paths = members.map(\.path)
        for member in members { take(member)?.staged.discard() }
        guard let areKept = keep(members, problem, inbox) else { return .failed(paths: paths) }
        let left = paths.filter(inbox.root.hasFile)
        return areKept ? .ended(paths: paths, left: left) : .ended(paths: paths, refused: left)
    }

    /// Whether the files could be moved away; nil where the storage failed.
    private mutating func keep(
        _ members: [DropMember], _ problem: Problem, _ inbox: InboxFolders
    ) -> Bool? {
        guard let first = members.first else { return true }
        let origin = inbox.rejections.origin(of: first.path)
        do {
            let files = members.map { Rejections.File(path: $0.path, sight: $0.sight, digest: $0.digest) }
            guard try inbox.rejections.keep(files, origin: origin, problem: problem, at: .now(), log: log)
            else {
                log(
                    .warning,
                    "\(first.path) stays in the inbox, since it can only be copied away: \(problem.detail)")
                return false
            }
            inbox.rejections.forgetReason(beside: first.path)
            return true
        } catch {
            setbacks.note(members.map(\.path), .file(error))
            unfinished.add(members.map(\.path), at: .now)
            return nil
        }
    }

    /// When `finishRejections` must be called next; nil where there is nothing to finish.
    var nextRetry: ContinuousClock.Instant? { folders == nil ? nil : unfinished.due }

    /// Goes on with the rejections that failed half-way, when it is time to.
    ///
    /// Their files may have left the inbox already, so nothing that is seen there leads to it.
    mutating func finishRejections(at now: ContinuousClock.Instant) {
        guard let inbox = folders, let due = unfinished.due, due <= now else { return }
        _ = finishRejections(inbox)
    }

    private mutating func finishRejections(_ inbox: InboxFolders) -> Bool {
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

    // MARK: Ending

    private mutating func discard(_ ticket: Ticket) {
        staged.removeValue(forKey: ticket)?.staged.discard()
    }

    private mutating func take(_ member: DropMember) -> StagedDropFile? {
        member.ticket.flatMap { staged.removeValue(forKey: $0) }
    }

    private func acknowledge(
        _ outcome: Outcome, _ member: DropMember, digest: Digest?, _ inbox: InboxFolders
    ) -> Bool {
        do {
            let path = inbox.rejections.origin(of: member.path)
            try inbox.receipts.write(outcome, digest: digest, for: path, at: .now())
            return true
        } catch {
            setbacks.note(.drop(member.path), .file(error))
            return false
        }
    }

    /// Removes what ended from the inbox.
    ///
    /// A config goes before its report: a report left alone by a crash is found by its digest, a config would be
    /// an orphan.
    private func remove(
        _ members: [DropMember], of paths: [FilePath], refused: [FilePath] = [], _ inbox: InboxFolders
    ) -> DropResult {
        let removal = SourceRemoval(inbox: inbox.root)
        var kept: [FilePath] = []
        for member in members {
            do throws(FileError) {
                try removal.remove(member.path, ifStill: member.sight)
            } catch {
                // Without the right to remove it, trying again is of no use until it changes.
                guard [EACCES, EPERM].contains(error.errno) else {
                    setbacks.note(.drop(member.path), .file(error))
                    return .failed(paths: paths)
                }
                log(.warning, "\(member.path) is filed but cannot be removed: \(error)")
                kept.append(member.path)
            }
        }
        let stays = kept + refused
        return .ended(
            paths: paths, kept: kept, left: paths.filter { !stays.contains($0) && inbox.root.hasFile($0) },
            refused: refused)
    }

    /// Ends the removals that a crash interrupted in a directory.
    private func finishRemoval(in directory: FilePath) {
        guard let root else { return }
        let removal = SourceRemoval(inbox: root)
        do {
            let limit = max(settings.reportLimit, settings.archiveLimits.byteCount)
            for (name, digest) in try removal.leftovers(in: directory, limit: limit) {
                let isFiled = try digest.map(filer.store.holds) ?? false
                try removal.end(name, in: directory, isFiled: isFiled)
            }
            removal.tidy(directory)
        } catch {
            log(.error, "cannot finish a removal in \(root.path(of: directory)): \(error)")
        }
    }

    /// The rig: the first directory below the inbox.
    private static func source(of path: FilePath) -> String? {
        let components = path.components
        return components.count > 1 ? components[0].description : nil
    }
}
