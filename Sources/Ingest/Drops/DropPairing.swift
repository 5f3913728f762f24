import Model
import System

/// What belongs together, and whether it has waited long enough: the rules of docs/drop-protocol.md.
struct DropPairing {
    /// What is to become of files.
    enum Verdict: Equatable {
        case wait(FilePath, until: ContinuousClock.Instant)
        case file(report: FilePath, config: FilePath?, notes: FilePath?)
        /// A config, or notes.
        case attach(FilePath)
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
            let notes = DropName.notes(of: name).first { isPresent($0) && !taken.contains($0) }
            taken.formUnion([config, notes].compactMap(\.self))
            verdicts.append(verdict(on: name, file, judged: judged, config: config, notes: notes))
        }
        for name in names where !taken.contains(name) {
            guard let file = files[name], file.role != .report, file.isJudged else { continue }
            // A report that is still being read will decide over it.
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

    /// What a report does about a file that may belong to it.
    private enum Companion {
        case wait(until: ContinuousClock.Instant)
        /// It goes on with this one, or without any.
        case settled(FilePath?)
    }

    private func verdict(
        on name: FilePath, _ file: BoardFile, judged: ContinuousClock.Instant, config: FilePath?,
        notes: FilePath?
    ) -> Verdict {
        let configs = pairEnd(of: DropName.configs(of: name)) ?? now
        let found = (
            config: companion(config, absentUntil: max(configs, file.lastEvent + settings.pairWait), judged),
            // benchd waits for notes only where they are on their way: most reports have none.
            notes: companion(notes, absentUntil: pairEnd(of: DropName.notes(of: name)) ?? now, judged)
        )
        switch found {
        case (.wait(let first), .wait(let second)): return .wait(name, until: max(first, second))
        case (.wait(let end), _), (_, .wait(let end)): return .wait(name, until: end)
        case (.settled(let config), .settled(let notes)):
            return settle(name, file, config: config, notes: notes)
        }
    }

    private func companion(
        _ name: FilePath?, absentUntil absentEnd: ContinuousClock.Instant, _ judged: ContinuousClock.Instant
    ) -> Companion {
        guard let name, let file = files[name] else {
            return now < absentEnd ? .wait(until: absentEnd) : .settled(nil)
        }
        if file.isJudged { return .settled(name) }
        switch file.state {
        case .reading, .doubted:
            // Its verdict is near, and may be the reason to give.
            return .wait(until: now + settings.settle)
        case .postponed(let due) where file.setbacks == 1:
            // One failure is no verdict; a disk that goes on failing is waited for no longer than a slow sender.
            return .wait(until: due + settings.settle)
        default:
            let end = judged + settings.settleTruncated
            return now < end ? .wait(until: end) : .settled(nil)
        }
    }

    private func settle(
        _ name: FilePath, _ file: BoardFile, config: FilePath?, notes: FilePath?
    ) -> Verdict {
        if case .bad(let problem) = file.state {
            return .reject([name] + [config, notes].compactMap(\.self), problem)
        }
        return .file(report: name, config: config, notes: notes)
    }

    /// When a report has waited long enough for a file with one of these names that is on its way; nil where none is.
    private func pairEnd(of names: [FilePath]) -> ContinuousClock.Instant? {
        let ends = temporaries.compactMap { name, temporary -> ContinuousClock.Instant? in
            guard case .temporary(let target) = DropName.role(of: name),
                names.contains(where: { DropName.mayBecome($0, temporaryOf: target) })
            else { return nil }
            // One that stays quiet for long was left behind by a transfer that died.
            return temporary.lastEvent + (temporary.isPresent ? settings.settleTruncated : settings.pairWait)
        }
        return ends.max()
    }

    private func verdict(onLone name: FilePath, _ file: BoardFile) -> Verdict {
        let pairEnd = file.lastEvent + settings.pairWait
        if now < pairEnd { return .wait(name, until: pairEnd) }
        if case .bad(let problem) = file.state { return .reject([name], problem) }
        if !file.askedForRun { return .attach(name) }
        let orphanEnd = file.lastEvent + settings.orphanWait
        return now < orphanEnd ? .wait(name, until: orphanEnd) : .reject([name], orphan(name))
    }

    private func orphan(_ name: FilePath) -> Problem {
        let reports = DropName.reports(of: name).map { "\($0)" }.joined(separator: " or ")
        return Problem(
            .reportMissing,
            "\(files[name]?.role == .notes ? "The file" : "The config archive") \(name) waited \(settings.orphanWait) for its report;"
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
