import Archives
import Model
import System

/// Has the pool take what ended out of the inbox.
struct SourceEndings {
    let archive: any RunArchive
    let settings: IngestSettings
    let tally: FilingTally
    let log: LogSink
    let pool: WorkPool
    let work: OngoingWork
    /// Gets what was ended, on the pool's threads.
    let deliver: @Sendable (SourceEnding.Ending) -> Void

    /// Writes the notices of drops that were filed, then removes their sources.
    func begin(_ drops: [FiledDrop], in inbox: InboxFolders) {
        let ending = SourceEnding(inbox: inbox.root, archive: archive, log: log)
        pool.add(to: .removal) { [work, deliver, tally, log, links = settings.links] in
            let names = drops.flatMap(\.ready.paths).map(\.description).joined(separator: ", ")
            work.doing("removing \(names)") {
                for (drop, failure) in zip(drops, Self.tell(drops, in: inbox)) {
                    if let failure {
                        // Unacknowledged it stays, is found again by its digest, and gets its notice and its line then.
                        deliver(.init(failed: drop.ready.paths, at: drop.ready.report.path, failure))
                        continue
                    }
                    tally.noteDrop(drop.outcome, lag: drop.ready.report.sight.age)
                    log(.info, drop.line(links))
                    inbox.rejections.forgetReason(beside: drop.ready.report.path)
                    deliver(ending.end(drop.leaving, of: drop.ready.paths, refused: drop.refused))
                }
            }
        }
    }

    /// Writes the notices that are not written yet; for each drop why it is not told, nil where it is.
    private static func tell(_ drops: [FiledDrop], in inbox: InboxFolders) -> [FileError?] {
        let places = drops.indices.filter { !drops[$0].isTold }
        var failures = [FileError?](repeating: nil, count: drops.count)
        for (place, failure) in zip(places, inbox.notices.write(places.map { drops[$0].notice }, at: .now()))
        {
            failures[place] = failure
        }
        return failures
    }

    /// Removes the source of a file that was attached.
    func begin(_ late: DropMember, in inbox: Directory) {
        let ending = SourceEnding(inbox: inbox, archive: archive, log: log)
        pool.add(to: .removal) { [work, deliver] in
            deliver(work.doing("removing \(late.path)") { ending.end([late], of: [late.path], refused: []) })
        }
    }

    /// Ends the removals that a crash interrupted in a directory.
    func finish(in directory: FilePath, of inbox: Directory) {
        let ending = SourceEnding(inbox: inbox, archive: archive, log: log)
        let limit = max(settings.reportLimit, settings.archiveLimits.byteCount)
        pool.add(to: .removal) { [work] in
            work.doing("finishing a removal in \(directory)/") { ending.finish(in: directory, limit: limit) }
        }
    }
}

extension FiledDrop {
    /// What the log says of it.
    fileprivate func line(_ links: Links) -> String {
        let with = ready.companions.map { " with \($0.path)" }.joined()
        return "\(outcome.kind.rawValue) \(ready.report.path)\(with) as \(outcome.id.map(links.run) ?? "")"
    }
}
