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
    let pool: WorkPool
    let catalog: any CatalogUpkeep
    let condition: Condition
    let activity: FilingActivity
    var looks = LookPace()
    /// What is to be filed together, in the order in which it came.
    var ready: [Ready] = []

    /// More than so many wait for the next group: the first of a group waits for the last.
    private static let groupLimit = 32
    /// How much freed memory may stay with the process: an outline can take many times as much.
    private static let keptByteCount = 4 << 20

    /// Works until the queue is closed and empty.
    mutating func run(_ jobs: JobQueue<FilingJob>) {
        // Without the digests of all runs, the same bytes would become another run.
        while let batch = jobs.takeAll(until: next, while: { [catalog] in catalog.knowsAllRuns }) {
            activity.set(isBusy: true)
            defer { activity.set(isBusy: false) }
            if !watcher.isStopping { worker.finishRejections(at: .now) }
            for job in batch {
                jobs.pulse.answer()
                perform(job)
            }
            fileReady()
            if let root = inbox.folders?.root { sweeper.step(in: root) }
            setbacks.publish()
            catalog.repairCatalog()
            tidyCatalog()
            condition.set(.catalogWriting, to: catalog.catalogTrouble)
            looks.givingBack(above: Self.keptByteCount)
        }
    }

    private func tidyCatalog() {
        guard catalog.isTidyingDue else { return }
        pool.add(to: .upkeep) { [catalog, work] in
            // What was due while another did it is done.
            guard catalog.isTidyingDue else { return }
            work.doing("tidying the catalog") { catalog.tidyCatalog() }
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
            if order.mayMeanFiledRun { fileReady() }
            switch work.doing(order.description, { worker.perform(order) }) {
            case .result(let result): watcher.note(result)
            case .ready(let drop): add(.drop(drop))
            case .none: break
            }
        case .pool(let result):
            if let result = worker.take(result) { watcher.note(result) }
        case .upload(.good(let drop), let answer):
            guard catalog.knowsAllRuns else {
                drop.discard()
                return answer(.failure(.stopping))
            }
            add(.upload(drop, answer))
        case .upload(.bad(let result), let answer): answer(uploads.ended(result, setbacks))
        case .spoolingFailure(let error): setbacks.note(.spooling, .file(error))
        case .catalogRepair: break
        }
    }

    // MARK: Filing together

    /// What is ready to be filed.
    enum Ready {
        case drop(ReadyDrop)
        case upload(JudgedDrop, @Sendable (Result<Outcome, Problem>) -> Void)

        var drop: JudgedDrop {
            switch self {
            case .drop(let ready): ready.drop
            case .upload(let drop, _): drop
            }
        }
    }

    private mutating func add(_ one: Ready) {
        ready.append(one)
        if ready.count >= Self.groupLimit { fileReady() }
    }

    /// Files what is ready; the senders of uploads get their answers, and the rigs of drops their notices.
    private mutating func fileReady() {
        guard !ready.isEmpty else { return }
        let group = ready
        ready = []
        let results = work.doing(Self.description(of: group)) {
            uploads.archive.file(group.map(\.drop), at: .now())
        }
        var drops: [(ReadyDrop, Result<Outcome, LibraryError>)] = []
        for (one, result) in zip(group, results) {
            switch one {
            case .drop(let drop): drops.append((drop, result))
            case .upload(_, let answer): answer(uploads.ended(result, setbacks))
            }
        }
        for result in worker.end(drops) { watcher.note(result) }
    }

    /// What is done, for people.
    private static func description(of group: [Ready]) -> String {
        let names = group.map { one in
            if case .drop(let drop) = one { "\(drop.report.path)" } else { "an upload" }
        }
        return "filing \(names.joined(separator: ", "))"
    }
}
