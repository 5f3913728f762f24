import Model
import System

/// What the threads of ingest share: each part is safe from all of them.
struct IngestParts: Sendable {
    let settings: IngestSettings
    let library: any FilingLibrary
    let condition: Condition
    let log: LogSink
    let inbox: CurrentInbox
    let jobs: JobQueue<FilingJob>
    let pool: WorkPool
    /// By bytes: what is known of a report takes fewer than it has.
    let smallUploads = UploadTurns(limit: 32 << 20)
    /// By number, so that no small one waits for them: what is known of one takes up to 50 MB.
    let largeUploads = UploadTurns(limit: 3)
    let work: OngoingWork
    /// Ends all readings when benchd stops.
    let stopping = Cancellation()
    let activity = FilingActivity()
    let tally = FilingTally()
    let reserve: Reserve
    let judging: JudgingRecord
    let configs = ConfigMemory()
    let watcher: InboxWatcher
    let uploads: UploadFiler

    /// The parts for an inbox whose own folders are open.
    ///
    /// - Throws: `FileError` where there is no thread or descriptor left.
    init(
        _ settings: IngestSettings, of folders: InboxFolders, _ library: any FilingLibrary,
        judging: JudgingRecord, _ condition: Condition, _ log: @escaping LogSink
    ) throws(FileError) {
        let inbox = CurrentInbox(folders)
        let jobs = try JobQueue<FilingJob>()
        self.settings = settings
        self.library = library
        self.condition = condition
        self.log = log
        self.inbox = inbox
        self.jobs = jobs
        self.judging = judging
        reserve = Reserve(
            byteCount: settings.reserve,
            // Without it, the filing of a drop says what is wrong.
            data: Reserve.Disk(name: "the data folder") { try? library.staging },
            inbox: Reserve.Disk(name: "the inbox") { inbox.folders?.root }, condition: condition)
        work = try OngoingWork(condition: condition)
        pool = try WorkPool()
        watcher = try InboxWatcher(settings: settings, root: folders.root, condition: condition, log: log) {
            orders in
            _ = jobs.add(orders.map { .order($0) })
        }
        uploads = UploadFiler(
            archive: library,
            judge: DropJudge(settings: settings, cancellation: Cancellation(), configs: configs),
            links: settings.links, log: log)
    }

    /// What the filing thread does.
    func filingLoop(in folders: InboxFolders, isRecovered: Bool) -> FilingLoop {
        let setbacks = SetbackLog(condition: condition)
        let reader = DropReader(
            archive: library, settings: settings, reserve: reserve, judging: judging, configs: configs)
        let worker = DropWorker(
            inbox: FilingInbox(folders, settings: settings, log: log, publish: inbox.set),
            isRecovered: isRecovered, reader: reader, setbacks: setbacks, pool: pool, work: work,
            stopping: stopping, tally: tally
        ) { [jobs] result in
            if !jobs.add([.pool(result)]) { result.discard() }
        }
        return FilingLoop(
            worker: worker, uploads: uploads, setbacks: setbacks,
            sweeper: Sweeper(settings: settings, log: log), watcher: watcher, inbox: inbox, work: work,
            pool: pool, catalog: library, condition: condition, activity: activity)
    }

    /// Judges an upload and has it filed; `answer` is called on the filing thread, or at once where that has ended.
    func judge(
        _ drop: UploadedDrop, of byteCount: Int,
        _ answer: @escaping @Sendable (Result<Outcome, Problem>) -> Void
    ) {
        let judged = work.doing("judging an upload of \(byteCount) bytes") { uploads.judged(drop) }
        let answerCounted = { @Sendable [tally] (result: Result<Outcome, Problem>) in
            if case .success(let outcome) = result { tally.noteUpload(outcome) }
            answer(result)
        }
        guard !jobs.add([.upload(judged, answerCounted)]) else { return }
        judged.discard()
        answer(.failure(.stopping))
    }
}
