import Glibc
package import Model
package import System

/// Another process takes drops from the inbox.
package struct InboxInUse: Error, Equatable, CustomStringConvertible {
    let path: FilePath

    /// One sentence.
    package var description: String {
        "the inbox \(path) is in use by another benchd; stop that daemon or choose another --inbox"
    }
}

/// Takes drops in: one thread watches the inbox, a pool reads, one thread files; everything that arrives goes through it.
package final class IngestService: Intake {
    private let settings: IngestSettings
    private let library: any FilingLibrary
    private let watcher: InboxWatcher
    private let jobs: JobQueue<FilingJob>
    private let watching: WorkThread
    private let filing: WorkThread
    private let inbox: CurrentInbox
    private let condition: Condition
    private let reserve: Reserve
    private let work: OngoingWork
    private let workWatch: WorkThread
    private let stopping: Cancellation
    private let pool: WorkPool
    private let judging: JudgingRecord
    private let uploads: UploadFiler
    private let scrubber: Scrubber

    /// Opens the inbox, clears what the last process left in it, and starts to take drops.
    ///
    /// `records` is where benchd notes which drop is being judged (`JudgingRecord`).
    /// - Throws: `FileError` where the inbox cannot be used, `InboxInUse` where another daemon uses it.
    package init(
        settings: IngestSettings, library: any FilingLibrary, records: Directory, condition: Condition,
        log: @escaping LogSink
    ) throws {
        let root = try Directory.creating(settings.inbox)
        // Where the filesystem has no locks, no one can be asked.
        if (try? root.lock()) == false { throw InboxInUse(path: settings.inbox) }
        let folders = try InboxFolders(root: root, links: settings.links)
        let isRecovered = try folders.recover(log: log)
        let inbox = CurrentInbox(folders)
        let reserve = Reserve(
            byteCount: settings.reserve,
            data: Reserve.Disk(name: "the data folder") { try? library.staging },
            inbox: Reserve.Disk(name: "the inbox") { inbox.folders?.root }, condition: condition)
        let jobs = try JobQueue<FilingJob>()
        library.whenRepairIsDue { _ = jobs.add([.catalogRepair]) }
        let stopping = Cancellation()
        let activity = FilingActivity()
        let work = try OngoingWork(condition: condition)
        let pool = try WorkPool()
        let judging = JudgingRecord(in: records, log: log)
        let watcher = try InboxWatcher(settings: settings, root: root, condition: condition, log: log) {
            orders in
            _ = jobs.add(orders.map { .order($0) })
        }
        let uploads = UploadFiler(
            archive: library,
            judge: DropJudge(settings: settings, cancellation: Cancellation()), links: settings.links,
            log: log)
        filing = try WorkThread(name: "benchd-filing") {
            let setbacks = SetbackLog(condition: condition)
            let worker = DropWorker(
                inbox: folders, isRecovered: isRecovered,
                reader: DropReader(archive: library, settings: settings, reserve: reserve, judging: judging),
                settings: settings, setbacks: setbacks, log: log, pool: pool, work: work,
                stopping: stopping,
                deliver: { result in
                    if !jobs.add([.pool(result)]) { result.discard() }
                }, publish: inbox.set)
            var loop = FilingLoop(
                worker: worker, uploads: uploads, setbacks: setbacks,
                sweeper: Sweeper(settings: settings, log: log), watcher: watcher, inbox: inbox, work: work,
                catalog: library, condition: condition, activity: activity)
            loop.run(jobs)
        }
        watching = try WorkThread(name: "benchd-inbox") { watcher.run() }
        workWatch = try WorkThread(name: "benchd-work") { work.run() }
        scrubber = try Scrubber(
            files: library, plan: ScrubPlan(period: settings.scrub), filing: activity, log: log)
        self.work = work
        self.stopping = stopping
        self.pool = pool
        self.judging = judging
        self.uploads = uploads
        self.settings = settings
        self.library = library
        self.jobs = jobs
        self.reserve = reserve
        self.watcher = watcher
        self.inbox = inbox
        self.condition = condition
    }

    /// Where uploads are spooled: a directory of the inbox that is not watched.
    ///
    /// - Throws: `FileError` while the inbox is gone.
    package func spool() throws(FileError) -> Directory {
        guard let spool = try inbox.spool() else {
            throw FileError(operation: "open", path: settings.inbox, errno: ENOENT)
        }
        return spool
    }

    /// Takes an uploaded drop; `answer` is called on the filing thread.
    package func take(_ drop: UploadedDrop, _ answer: @escaping @Sendable (Result<Outcome, Problem>) -> Void)
    {
        let byteCount = drop.report.file.byteCount + (drop.config?.file.byteCount ?? 0)
        let lane = Lane.upload(isLarge: Lane.isLarge(byteCount))
        pool.add(to: lane) { [uploads, work, jobs] in
            let judged = work.doing("judging an upload of \(byteCount) bytes") { uploads.judged(drop) }
            guard !jobs.add([.upload(judged, answer)]) else { return }
            judged.discard()
            answer(.failure(Problem(.stopping, "The server is stopping; send the upload again in a moment.")))
        }
    }

    /// What is in the inbox, from some place of its lists on, from any thread.
    ///
    /// - Throws: `FileError` where the rejected drops cannot be listed.
    package func inboxState(from start: InboxStart) throws(FileError) -> InboxState {
        let kept = inbox.folders?.rejections.kept
        let rejected = try kept?.newest(InboxState.rejectedLimit, from: start.rejected)
        let (items, watch) = watcher.items(from: start.item)
        return InboxState(
            items: items.shown, itemCount: items.count, nextItem: items.next,
            rejected: rejected?.drops ?? [], rejectedCount: rejected?.count ?? 0,
            nextRejected: rejected?.next, watch: watch)
    }

    /// What keeps drops from being filed at this moment, from any thread.
    package func troubles() -> [Trouble] {
        reserve.check()
        work.check()
        library.reconsiderDamages()
        condition.set(.dataFolder, to: library.displacement)
        condition.set(.catalogWriting, to: library.catalogTrouble)
        return condition.troubles
    }

    /// Why there is no room for an upload of so many bytes, from any thread; nil where there is.
    package func objection(toUploadOf byteCount: Int) -> Problem? {
        reserve.objection(toUploadOf: byteCount)
    }

    /// Notes that an upload could not be spooled, from any thread.
    package func noteSpoolingFailure(_ error: FileError) {
        _ = jobs.add([.spoolingFailure(error)])
    }

    /// What is being done now, the oldest first, for the log of an end that cuts it off.
    package var underWay: [String] { work.names }

    /// Takes no more drops, and breaks off the reading of those that are in the inbox still; uploads are filed.
    package func beginStopping() {
        watcher.stop()
        stopping.cancel()
        judging.forgive()
    }

    /// Takes nothing more in, ends what is under way, and returns when all threads have ended.
    package func stop() {
        beginStopping()
        scrubber.stop()
        watching.join()
        pool.drain()
        jobs.close()
        filing.join()
        // What filing has handed over at its end.
        pool.drain()
        work.stop()
        workWatch.join()
    }
}
