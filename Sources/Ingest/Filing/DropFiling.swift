import Model
import System

/// Puts drops together, and attaches configs that come after their reports; used by the filing thread alone.
struct DropFiling {
    let archive: any RunArchive
    let settings: IngestSettings
    let setbacks: SetbackLog
    let tally: FilingTally
    let log: LogSink

    /// What attaching led to.
    enum Result {
        /// Its sources are to be removed from the inbox.
        case filed
        /// There is no run that the config belongs to; its staged file stays.
        case noRun
        /// The storage failed, and nothing is staged any more.
        case failed
    }

    /// Puts a report together with its config and notes where they are good; what is bad becomes a warning.
    ///
    /// `changed` is the ctime that the report had when it was first filed.
    ///
    /// - Returns: nil where the report is not staged any more; then nothing is.
    func assembled(
        _ report: DropMember, config: DropMember?, notes: DropMember?, changed: Int64,
        from staged: inout StagedDrops, in inbox: InboxFolders
    ) -> ReadyDrop? {
        let judgedConfig = config.flatMap { judged($0, from: &staged) }
        let mark = notes.flatMap { self.mark($0, from: &staged) }
        guard case .report(let file, let read)? = staged.take(report) else {
            judgedConfig?.staged.discard()
            return nil
        }
        let origin = inbox.rejections.origin(of: report.path)
        let drop = JudgedDrop(
            report: file, outline: read.outline, readings: read.readings, config: judgedConfig,
            source: Self.source(of: origin),
            origin: .inbox(path: origin, inode: report.sight.identity.inode, changed: changed),
            warnings: [config?.problem, notes?.problem].compactMap(\.self), mark: mark ?? RunMark())
        return ReadyDrop(report: report, config: config, notes: notes, drop: drop, origin: origin)
    }

    /// Attaches a config or notes to the run that its report became, and writes the notice.
    func attach(_ late: DropMember, from staged: inout StagedDrops, in inbox: InboxFolders) -> Result {
        guard let ticket = late.ticket, let file = staged.file(of: ticket) else { return .failed }
        let origin = inbox.rejections.origin(of: late.path)
        let reports = DropName.reports(of: origin.lastComponent).map { origin.directory.appending($0) }
        do {
            guard let outcome = try attach(file, toRunFrom: reports) else { return .noRun }
            if case .notes? = staged.take(late) { file.staged.discard() }
            guard acknowledge(outcome, late, digest: file.staged.file.digest, in: inbox) else {
                return .failed
            }
            log(.info, "attached \(late.path) to \(outcome.id.map(settings.links.run) ?? "")")
            return .filed
        } catch {
            staged.discard(ticket)
            setbacks.note(.drop(late.path), error)
            return .failed
        }
    }

    private func attach(
        _ file: StagedDropFile, toRunFrom reports: [FilePath]
    ) throws(LibraryError) -> Outcome? {
        switch file {
        case .report: nil
        case .config(let file, let read):
            try archive.attach(
                JudgedConfig(staged: file, read), toRunFrom: reports, within: settings.lateConfig,
                at: .now())
        case .notes(_, let mark):
            try archive.attach(mark, toRunFrom: reports, within: settings.lateConfig, at: .now())
        }
    }

    private func mark(_ notes: DropMember, from staged: inout StagedDrops) -> RunMark? {
        guard case .notes(let file, let mark)? = staged.take(notes) else { return nil }
        file.discard()
        return mark
    }

    private func judged(_ config: DropMember, from staged: inout StagedDrops) -> JudgedConfig? {
        guard case .config(let file, let read)? = staged.take(config) else { return nil }
        return JudgedConfig(staged: file, read)
    }

    private func acknowledge(
        _ outcome: Outcome, _ member: DropMember, digest: Digest?, in inbox: InboxFolders
    ) -> Bool {
        do {
            let path = inbox.rejections.origin(of: member.path)
            try inbox.notices.write(outcome, digest: digest, for: path, at: .now())
            tally.noteDrop(outcome, lag: member.sight.age)
            return true
        } catch {
            setbacks.note(.drop(member.path), .file(error))
            return false
        }
    }

    /// The rig: the first directory below the inbox.
    private static func source(of path: FilePath) -> String? {
        let components = path.components
        return components.count > 1 ? components[0].description : nil
    }
}

extension JudgedConfig {
    /// A staged archive with what was read of it.
    init(staged: StagedFile, _ read: ReadConfig) {
        self.init(staged: staged, listing: read.listing, vars: read.vars)
    }
}
