import Model
import System

extension DropWorker {
    // MARK: Filing

    mutating func file(
        _ report: DropMember, config: DropMember?, _ inbox: InboxFolders
    ) -> DropResult? {
        let paths = [report.path] + (config.map { [$0.path] } ?? [])
        guard let reportFile = take(report), case .report(let stagedReport, let outline) = reportFile else {
            return .failed(paths: paths)
        }
        var judged: JudgedConfig?
        if let config, let configFile = take(config), case .config(let staged, let listing) = configFile {
            judged = JudgedConfig(staged: staged, listing: listing)
        }
        let origin = inbox.rejections.origin(of: report.path)
        let drop = JudgedDrop(
            report: stagedReport, outline: outline, config: judged, source: Self.source(of: origin),
            origin: .inbox(
                path: origin, inode: report.sight.identity.inode, changed: changed(report)),
            warnings: (config?.problem).map { [$0] } ?? [])
        do {
            let outcome = try archive.file(drop, at: .now())
            // Unacknowledged it stays, is found again by its digest, and gets its receipt and its line then.
            guard acknowledge(outcome, report, digest: stagedReport.file.digest, inbox) else {
                return .failed(paths: paths)
            }
            log(
                .info,
                "\(outcome.kind.rawValue) \(report.path)\(config.map { " with \($0.path)" } ?? "") as \(link(outcome))"
            )
            var refused: [FilePath] = []
            if let config, let problem = config.problem {
                guard let isKept = keep([config], problem, inbox) else { return .failed(paths: paths) }
                if !isKept { refused = [config.path] }
            }
            inbox.rejections.forgetReason(beside: report.path)
            let good = config.flatMap { $0.problem == nil ? $0 : nil }
            remove((good.map { [$0] } ?? []) + [report], of: paths, refused: refused, inbox)
            return nil
        } catch {
            setbacks.note(paths, error)
            return .failed(paths: paths)
        }
    }

    mutating func attach(_ config: DropMember, _ inbox: InboxFolders) -> DropResult? {
        guard let ticket = config.ticket, case .config(let staged, let listing)? = stagedFile(ticket) else {
            return .failed(paths: [config.path])
        }
        let origin = inbox.rejections.origin(of: config.path)
        let reports = DropName.reports(of: origin.lastComponent).map { origin.directory.appending($0) }
        do {
            guard
                let outcome = try archive.attach(
                    JudgedConfig(staged: staged, listing: listing), toRunFrom: reports,
                    within: settings.lateConfig, at: .now())
            else { return .noRun(path: config.path) }
            _ = take(config)
            guard acknowledge(outcome, config, digest: staged.file.digest, inbox) else {
                return .failed(paths: [config.path])
            }
            log(.info, "attached \(config.path) to \(link(outcome))")
            inbox.rejections.forgetReason(beside: config.path)
            remove([config], of: [config.path], inbox)
            return nil
        } catch {
            take(config)?.staged.discard()
            setbacks.note(.drop(config.path), error)
            return .failed(paths: [config.path])
        }
    }

    /// The page of the run that a drop is, or is part of.
    private func link(_ outcome: Outcome) -> String { outcome.id.map(settings.links.run) ?? "" }

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

    /// The rig: the first directory below the inbox.
    private static func source(of path: FilePath) -> String? {
        let components = path.components
        return components.count > 1 ? components[0].description : nil
    }
}
