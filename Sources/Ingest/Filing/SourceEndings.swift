import Archives
import Model
import System

/// Has the pool take what ended out of the inbox.
struct SourceEndings {
    let archive: any RunArchive
    let settings: IngestSettings
    let log: LogSink
    let pool: WorkPool
    let work: OngoingWork
    /// Gets what was ended, on the pool's threads.
    let deliver: @Sendable (SourceEnding.Ending) -> Void

    /// Removes the sources of `members`; `paths` are all files of the drop, of which `refused` stay.
    func begin(
        _ members: [DropMember], of paths: [FilePath], refused: [FilePath] = [], in inbox: Directory
    ) {
        let ending = SourceEnding(inbox: inbox, archive: archive, log: log)
        pool.add(to: .removal) { [work, deliver] in
            let names = members.map(\.path.description).joined(separator: ", ")
            deliver(work.doing("removing \(names)") { ending.end(members, of: paths, refused: refused) })
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
