import Model
import System

/// What belongs together, and whether it has waited long enough: the rules of docs/drop-protocol.md.
struct DropPairing {
    /// What is to become of files.
    enum Verdict: Equatable {
        case wait(FilePath, until: ContinuousClock.Instant)
        case file(report: FilePath, config: FilePath?)
        case attach(config: FilePath)
        case reject([FilePath], Problem)
    }

    let files: [FilePath: BoardFile]
    let temporaries: [FilePath: DropTemporary]
    let settings: IngestSettings
    let now: ContinuousClock.Instant

    /// The verdicts on all files that were judged; no file is in two of them.
    func verdicts() -> [Verdict] {
        var taken: Set<FilePath> = []
        var verdicts: [Verdict] = []
        let names = files.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        for name in names where files[name]?.role == .report {
            guard let file = files[name], let judged = file.judged, file.isJudged else { continue }
            let config = DropName.configs(of: name).first { isPresent($0) && !taken.contains($0) }
            if let config { taken.insert(config) }
            verdicts.append(verdict(on: name, file, judged: judged, config: config))
        }
        for name in names where files[name]?.role == .config && !taken.contains(name) {
            guard let file = files[name], file.isJudged else { continue }
            // A report that is still being read will decide over its config.
            if DropName.reports(of: name).contains(where: isPresent) { continue }
            verdicts.append(verdict(onLone: name, file))
        }
        return verdicts
    }

    /// When the wait of a judged file ends; nil where it does not wait.
    func end(of name: FilePath) -> ContinuousClock.Instant? {
        for case .wait(name, let end) in verdicts() { return end }
        return nil
    }

    private func isPresent(_ name: FilePath) -> Bool {
        guard let file = files[name] else { return false }
        switch file.state {
        case .kept, .notTaken, .ending: return false
        default: return true
        }
    }

    private func verdict(
        on name: FilePath, _ file: BoardFile, judged: ContinuousClock.Instant, config: FilePath?
    ) -> Verdict {
        guard let config, let configFile = files[config] else {
            let end = pairEnd(of: name, file)
            return now < end ? .wait(name, until: end) : settle(name, file, config: nil)
        }
        if configFile.isJudged { return settle(name, file, config: config) }
        switch configFile.state {
        case .reading, .doubted:
            // Its verdict is near, and may be the reason to give.
            return .wait(name, until: now + settings.settle)
        case .postponed(let due) where configFile.setbacks == 1:
            // One failure is no verdict; a disk that goes on failing is waited for no longer than a slow sender.
            return .wait(name, until: due + settings.settle)
        default:
            let end = judged + settings.settleTruncated
            return now < end ? .wait(name, until: end) : settle(name, file, config: nil)
        }
    }

    private func settle(_ name: FilePath, _ file: BoardFile, config: FilePath?) -> Verdict {
        if case .bad(let problem) = file.state {
            return .reject([name] + (config.map { [$0] } ?? []), problem)
        }
        return .file(report: name, config: config)
    }

    /// When a report has waited long enough for a config that is not there.
    private func pairEnd(of name: FilePath, _ file: BoardFile) -> ContinuousClock.Instant {
        let configs = DropName.configs(of: name)
        let ends = temporaries.compactMap { name, temporary -> ContinuousClock.Instant? in
            guard case .temporary(let target) = DropName.role(of: name),
                configs.contains(where: { DropName.mayBecome($0, temporaryOf: target) })
            else { return nil }
            // One that stays quiet for long was left behind by a transfer that died.
            return temporary.lastEvent + (temporary.isPresent ? settings.settleTruncated : settings.pairWait)
        }
        return ends.reduce(file.lastEvent + settings.pairWait, max)
    }

    private func verdict(onLone name: FilePath, _ file: BoardFile) -> Verdict {
        let pairEnd = file.lastEvent + settings.pairWait
        if now < pairEnd { return .wait(name, until: pairEnd) }
        if case .bad(let problem) = file.state { return .reject([name], problem) }
        if !file.askedForRun { return .attach(config: name) }
        let orphanEnd = file.lastEvent + settings.orphanWait
        return now < orphanEnd ? .wait(name, until: orphanEnd) : .reject([name], orphan(name))
    }

    private func orphan(_ name: FilePath) -> Problem {
        let reports = DropName.reports(of: name).map { "\($0)" }.joined(separator: " or ")
        return Problem(
            .reportMissing,
            "The config archive \(name) waited \(settings.orphanWait) for its report;"
                + " send it together with \(reports).")
    }
}

extension BoardFile {
    /// Whether what it is has been decided.
    var isJudged: Bool {
        switch state {
        case .ready, .bad: true
        default: false
        }
    }
}
