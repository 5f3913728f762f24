import Store

/// Does what the board decides: reads, files, attaches and rejects; used by the ingest thread alone.
struct DropWorker: ~Copyable {
    let inbox: Directory
    let reader: DropReader
    let filer: Filer
    let receipts: InboxReceipts
    let rejections: Rejections
    let settings: IngestSettings
    let setbacks: SetbackLog
    let log: LogSink
    private var staged: [Ticket: StagedDropFile] = [:]
    /// The files of rejections that could not be finished yet.
    private var unfinished: Set<FilePath> = []

    init(
        inbox: Directory, reader: DropReader, filer: Filer, receipts: InboxReceipts, rejections: Rejections,
        settings: IngestSettings, setbacks: SetbackLog, log: @escaping LogSink
    ) {
        self.inbox = inbox
        self.reader = reader
        self.filer = filer
        self.receipts = receipts
        self.rejections = rejections
        self.settings = settings
        self.setbacks = setbacks
        self.log = log
    }

    /// Carries out one action; nil for one that has no result.
    mutating func perform(_ action: DropAction) -> DropResult? {
        let result = result(of: action)
        switch result {
        case .ended(let paths, _): for path in paths { setbacks.clear(.drop(path)) }
        case .read(let path, _, _, .gone), .read(let path, _, _, .notTaken): setbacks.clear(.drop(path))
        case .read, .noRun, .failed, nil: break
        }
        return result
    }

    private mutating func result(of action: DropAction) -> DropResult? {
        switch action {
        case .read(let path, let role, let quiet, let ticket):
            return read(path, role, quiet: quiet, ticket: ticket)
        case .file(let report, let config):
            return file(report, config: config)
        case .attach(let config):
            return attach(config)
        case .reject(let members, let problem):
            return reject(members, problem)
        case .discard(let ticket):
            staged.removeValue(forKey: ticket)?.staged.discard()
            return nil
        }
    }

    private mutating func read(
        _ path: FilePath, _ role: DropName.Role, quiet: Duration, ticket: Ticket
    ) -> DropResult {
        guard finishRejection(of: path) else {
            return .read(path: path, ticket: ticket, sight: nil, .failed)
        }
        let finding = reader.read(
            path, as: role, quiet: quiet, stagedName: FilePath("inbox-\(ticket.number)"))
        if let error = finding.error {
            if finding.reading == .failed {
                setbacks.note(.drop(path), .file(error))
            } else {
                log(.warning, "cannot take \(path): \(error)")
            }
        }
        staged[ticket] = finding.file
        return .read(path: path, ticket: ticket, sight: finding.sight, finding.reading)
    }

    // MARK: Filing

    private mutating func file(_ report: DropMember, config: DropMember?) -> DropResult {
        let paths = [report.path] + (config.map { [$0.path] } ?? [])
        guard let reportFile = take(report), case .report(let stagedReport, let outline) = reportFile else {
            return .failed(paths: paths)
        }
        var archive: (staged: StagedFile, listing: ConfigListing)?
        if let config, let configFile = take(config), case .config(let staged, let listing) = configFile {
            archive = (staged, listing)
        }
        let origin = rejections.origin(of: report.path)
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
            guard acknowledge(outcome, report, digest: stagedReport.file.digest) else {
                return .failed(paths: paths)
            }
            if let config, let problem = config.problem, !keep([config], problem) {
                return .failed(paths: paths)
            }
            rejections.forgetReason(beside: report.path)
            return .ended(paths: paths, kept: remove((config.map { [$0] } ?? []) + [report]))
        } catch {
            setbacks.note(paths, error)
            return .failed(paths: paths)
        }
    }

    private mutating func attach(_ config: DropMember) -> DropResult {
        guard let ticket = config.ticket, case .config(let staged, let listing)? = self.staged[ticket] else {
            return .failed(paths: [config.path])
        }
        let origin = rejections.origin(of: config.path)
        let reports = DropName.reports(of: origin.lastComponent).map { origin.directory.appending($0) }
        do {
            guard
                let outcome = try filer.attach(
                    staged, listing, toRunFrom: reports, within: settings.lateConfig)
            else { return .noRun(path: config.path) }
            self.staged[ticket] = nil
            log(.info, "attached \(config.path) to \(outcome.link ?? "")")
            guard acknowledge(outcome, config, digest: staged.file.digest) else {
                return .failed(paths: [config.path])
            }
            rejections.forgetReason(beside: config.path)
            return .ended(paths: [config.path], kept: remove([config]))
        } catch {
            take(config)?.staged.discard()
            setbacks.note(.drop(config.path), error)
            return .failed(paths: [config.path])
        }
    }

    // MARK: Rejecting

    private mutating func reject(_ members: [DropMember], _ problem: Problem) -> DropResult {
        let paths = members.map(\.path)
        for member in members { take(member)?.staged.discard() }
        return keep(members, problem) ? .ended(paths: paths, kept: []) : .failed(paths: paths)
    }

    private mutating func keep(_ members: [DropMember], _ problem: Problem) -> Bool {
        guard let first = members.first else { return true }
        let origin = rejections.origin(of: first.path)
        do {
            let files = members.map { Rejections.File(path: $0.path, sight: $0.sight) }
            try rejections.keep(files, origin: origin, problem: problem, at: .now())
            log(.warning, "rejected \(first.path): \(problem.detail)")
            rejections.forgetReason(beside: first.path)
            return true
        } catch {
            setbacks.note(members.map(\.path), .file(error))
            unfinished.formUnion(members.map(\.path))
            return false
        }
    }

    /// Goes on with the rejections that failed half-way, before one of their files is looked at again.
    private mutating func finishRejection(of path: FilePath) -> Bool {
        guard unfinished.contains(path) else { return true }
        do {
            try rejections.resume()
            unfinished = []
            return true
        } catch {
            setbacks.note(.drop(path), .file(error))
            return false
        }
    }

    // MARK: Ending

    private mutating func take(_ member: DropMember) -> StagedDropFile? {
        member.ticket.flatMap { staged.removeValue(forKey: $0) }
    }

    private func acknowledge(_ outcome: Outcome, _ member: DropMember, digest: Digest?) -> Bool {
        do {
            let path = rejections.origin(of: member.path)
            try receipts.write(outcome, digest: digest, for: path, at: .now())
            return true
        } catch {
            setbacks.note(.drop(member.path), .file(error))
            return false
        }
    }

    /// Removes what ended; returns what could not be removed.
    ///
    /// A config goes before its report: a report left alone by a crash is found by its digest, a config would be
    /// an orphan.
    private func remove(_ members: [DropMember]) -> [FilePath] {
        members.filter { member in
            do {
                try inbox.remove(member.path, ifStill: member.sight)
                return false
            } catch {
                log(.warning, "\(member.path) is filed but cannot be removed: \(error)")
                return true
            }
        }.map(\.path)
    }

    /// The rig: the first directory below the inbox.
    private static func source(of path: FilePath) -> String? {
        let components = path.components
        return components.count > 1 ? components[0].description : nil
    }
}
