import Model
import System

/// What the filing thread is asked for.
enum FilingJob: Sendable {
    case order(InboxOrder)
    case pool(DropWorker.PoolResult)
    case upload(UploadFiler.Judged, @Sendable (Result<Outcome, Problem>) -> Void)
    case spoolingFailure(FileError)
    /// The catalog lacks a run.
    case catalogRepair
}

/// What the filing thread does until it is stopped: it decides, renames, syncs directories and writes the catalog.
struct FilingLoop: ~Copyable {
    var worker: DropWorker
    let uploads: UploadFiler
    let setbacks: SetbackLog
    var sweeper: Sweeper
    let watcher: InboxWatcher
    let inbox: CurrentInbox
    let work: OngoingWork
    let catalog: any CatalogUpkeep
    let condition: Condition
    let activity: FilingActivity
    var looks = LookPace()

    /// How much freed memory may stay with the process: an outline can take many times as much.
    private static let keptByteCount = 4 << 20

    /// Works until the queue is closed and empty.
    mutating func run(_ jobs: JobQueue<FilingJob>) {
        while let batch = jobs.takeAll(until: next) {
            activity.set(isBusy: true)
            defer { activity.set(isBusy: false) }
            if !watcher.isStopping { worker.finishRejections(at: .now) }
            for job in batch { perform(job) }
            if let root = inbox.folders?.root { sweeper.step(in: root) }
            setbacks.publish()
            catalog.repairCatalog()
            condition.set(.catalogWriting, to: catalog.catalogTrouble)
            looks.givingBack(above: Self.keptByteCount)
        }
    }

    /// When there is something to do, whatever comes.
    private var next: ContinuousClock.Instant? {
        [
            setbacks.nextEnd, inbox.folders == nil ? nil : sweeper.nextStep, worker.nextRetry,
            catalog.nextRepair, looks.due,
        ]
        .compactMap(\.self).min()
    }

    private mutating func perform(_ job: FilingJob) {
        switch job {
        case .order(let order):
            // What is still queued at the end lies in the inbox for the next start.
            if watcher.isStopping { return }
            if let result = performing(order) { watcher.note(result) }
        case .pool(let result):
            if let result = worker.take(result) { watcher.note(result) }
        case .upload(let judged, let answer):
            answer(work.doing("filing an upload") { uploads.file(judged, setbacks) })
        case .spoolingFailure(let error): setbacks.note(.spooling, .file(error))
        case .catalogRepair: break
        }
    }

    private mutating func performing(_ order: InboxOrder) -> DropResult? {
        work.doing(order.description) { worker.perform(order) }
    }
}
