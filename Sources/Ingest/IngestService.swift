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
    private let parts: IngestParts
    private let watching: WorkThread
    private let filing: WorkThread
    private let workWatch: WorkThread
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
        let parts = try IngestParts(
            settings, of: folders, library, judging: JudgingRecord(in: records, log: log), condition, log)
        // The library keeps this call, so it must not keep the library.
        library.whenRepairIsDue { [jobs = parts.jobs] in _ = jobs.add([.catalogRepair]) }
        filing = try WorkThread(name: "benchd-filing") {
            var loop = parts.filingLoop(in: folders, isRecovered: isRecovered)
            loop.run(parts.jobs)
        }
        watching = try WorkThread(name: "benchd-inbox") { parts.watcher.run() }
        workWatch = try WorkThread(name: "benchd-work") { parts.work.run() }
        scrubber = try Scrubber(
            files: library, plan: ScrubPlan(period: settings.scrub), filing: parts.activity, log: log)
        self.parts = parts
    }

    /// Where uploads are spooled: a directory of the inbox that is not watched.
    ///
    /// - Throws: `FileError` while the inbox is gone.
    package func spool() throws(FileError) -> Directory {
        guard let spool = try parts.inbox.spool() else {
            throw FileError(operation: "open", path: parts.settings.inbox, errno: ENOENT)
        }
        return spool
    }

    /// Takes an uploaded drop; `answer` is called on the filing thread.
    package func take(_ drop: UploadedDrop, _ answer: @escaping @Sendable (Result<Outcome, Problem>) -> Void)
    {
        let byteCount = drop.report.file.byteCount + (drop.config?.file.byteCount ?? 0)
        let isLarge = Lane.isLarge(byteCount)
        let (turns, size) = isLarge ? (parts.largeUploads, 1) : (parts.smallUploads, max(1, byteCount))
        turns.take(size) { [parts] in
            parts.pool.add(to: .upload(isLarge: isLarge)) {
                parts.judge(drop, of: byteCount) { result in
                    turns.end(size)
                    answer(result)
                }
            }
        }
    }

    /// What is in the inbox, from some place of its lists on, from any thread.
    ///
    /// - Throws: `FileError` where the rejected drops cannot be listed.
    package func inboxState(from start: InboxStart) throws(FileError) -> InboxState {
        let kept = parts.inbox.folders?.rejections.kept
        let rejected = try kept?.newest(InboxState.rejectedLimit, from: start.rejected)
        let (items, watch) = parts.watcher.items(from: start.item)
        return InboxState(
            items: items.shown, itemCount: items.count, nextItem: items.next,
            rejected: rejected?.drops ?? [], rejectedCount: rejected?.count ?? 0,
            nextRejected: rejected?.next, watch: watch)
    }

    /// What keeps drops from being filed at this moment, from any thread.
    package func troubles() -> [Trouble] {
        parts.reserve.check()
        parts.work.check()
        parts.library.reconsiderDamages()
        parts.condition.set(.indexing, to: parts.library.indexing.flatMap(\.sentence))
        parts.condition.set(.backup, to: parts.settings.backupWithin.flatMap(backupTrouble))
        parts.condition.set(.dataFolder, to: parts.library.displacement)
        parts.condition.set(.catalogWriting, to: parts.library.catalogTrouble)
        parts.condition.set(.lateNews, to: parts.library.lateNews)
        return parts.condition.troubles
    }

    /// What is wrong where the last backup is older than it may be; nil where it is not.
    private func backupTrouble(within limit: Duration) -> String? {
        let remedy = "run benchd backup, and look why it does not run by itself."
        guard let last = parts.library.lastBackup else {
            return "There is no backup of the data folder that is known: \(remedy)"
        }
        guard last.at < Timestamp.now().before(limit) else { return nil }
        return "The last backup is of \(last.at), which is longer ago than \(Quantity.text(limit)): \(remedy)"
    }

    /// What can be measured of the inbox, and of how drops end, from any thread.
    package func gauges() -> IngestGauges {
        IngestGauges(
            ended: parts.tally.counts, files: parts.watcher.fileCounts,
            waitingJobCount: parts.jobs.count, freeByteCounts: parts.reserve.freeByteCounts)
    }

    /// Has a call made whenever something is other in the inbox.
    package func whenInboxChanges(_ call: @escaping @Sendable () -> Void) {
        parts.watcher.listeners.add(call)
    }

    /// Has a call made whenever a trouble begins or ends.
    package func whenTroublesChange(_ call: @escaping @Sendable (TroubleNews) -> Void) {
        parts.condition.listeners.add(call)
    }

    /// Why there is no room for an upload of so many bytes, from any thread; nil where there is.
    package func objection(toUploadOf byteCount: Int) -> Problem? {
        if let indexing = parts.library.indexing, !indexing.takesDrops, let sentence = indexing.sentence {
            return Problem(.busy, "\(sentence) Send the upload again in some minutes.")
        }
        return parts.reserve.objection(toUploadOf: byteCount)
    }

    /// Notes that an upload could not be spooled, from any thread.
    package func noteSpoolingFailure(_ error: FileError) {
        _ = parts.jobs.add([.spoolingFailure(error)])
    }

    /// Asks the threads that watch and file for a sign of life, from any thread.
    package func askForPulse() {
        parts.watcher.askForPulse()
        parts.jobs.askForPulse()
    }

    /// Whether both have given one since they were asked last, from any thread.
    ///
    /// One piece of work may take minutes, such as the scan of a large inbox on a slow disk.
    package var hasPulse: Bool { parts.watcher.pulse.isAnswered && parts.jobs.pulse.isAnswered }

    /// What is being done now, the oldest first, for the log of an end that cuts it off.
    package var underWay: [String] { parts.work.names }

    /// Takes no more drops, and breaks off the reading of those that are in the inbox still; uploads are filed.
    package func beginStopping() {
        parts.watcher.stop()
        parts.stopping.cancel()
        parts.judging.forgive()
    }

    /// Takes nothing more in, ends what is under way, and returns when all threads have ended.
    package func stop() {
        beginStopping()
        scrubber.stop()
        watching.join()
        parts.pool.drain()
        parts.jobs.close()
        filing.join()
        // What filing has handed over at its end.
        parts.pool.drain()
        parts.work.stop()
        workWatch.join()
    }
}

extension Problem {
    /// An upload that comes too late.
    static let stopping = Problem(.stopping, "The server is stopping; send the upload again in a moment.")
}

extension IndexingProgress {
    /// What waits until the digests of all runs are known, or until a new daemon knows the runs of the others; nil where nothing does.
    fileprivate var sentence: String? {
        if takesDrops {
            return isShared
                ? "The catalog is being loaded from the database: \(done) of \(total) runs are listed;"
                    + " until all are, ask another daemon."
                : nil
        }
        return "The catalog is being made from the files: \(done) of \(total) runs are listed;"
            + " until all are, drops wait and uploads are refused."
    }
}
