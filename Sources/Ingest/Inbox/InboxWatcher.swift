import Glibc
import Model
import Synchronization
import System

/// The thread that watches the inbox: it sleeps on inotify and timers, keeps the board, and hands out work.
final class InboxWatcher: Sendable {
    private let settings: IngestSettings
    private let condition: Condition
    private let waker: Waker
    /// Answered whenever the inbox is looked at.
    let pulse = Pulse()
    private let results = Mutex<[DropResult]>([])
    private let stopping = Atomic<Bool>(false)
    /// The board as it was a moment ago: a copy, so that no one who asks holds the watcher up.
    private let published: Mutex<(board: DropBoard, watch: InboxState.Watch)>
    private let root: Directory
    private let submit: @Sendable ([InboxOrder]) -> Void
    private let log: LogSink
    /// Hears of it when the inbox is other, at most five times a second.
    let listeners = Listeners<Void>()

    /// Watches an inbox that is open already; `submit` gets what is to be done, on the watcher's thread.
    init(
        settings: IngestSettings, root: Directory, condition: Condition, log: @escaping LogSink,
        submit: @escaping @Sendable ([InboxOrder]) -> Void
    ) throws(FileError) {
        self.settings = settings
        self.root = root
        self.condition = condition
        self.log = log
        self.submit = submit
        waker = try Waker()
        published = Mutex((DropBoard(settings: settings), InboxState.Watch(mode: .inotify)))
    }

    /// Takes the result of an action, from any thread.
    func note(_ result: DropResult) {
        results.withLock { $0.append(result) }
        waker.wake()
    }

    /// Asks the thread that watches for a sign of life, from any thread.
    func askForPulse() {
        pulse.ask()
        waker.wake()
    }

    /// Whether `stop` was called.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Ends `run` soon, from any thread.
    func stop() {
        stopping.store(true, ordering: .releasing)
        waker.wake()
    }

    /// What is in the inbox, from a path on, and how changes are noticed, from any thread.
    func items(from start: FilePath?) -> (items: DropBoard.Items, watch: InboxState.Watch) {
        let (board, watch) = published.withLock { $0 }
        return (board.items(InboxState.itemLimit, from: start, at: .now, clock: .now()), watch)
    }

    /// How many files there are in the inbox, by where they stand, from any thread.
    var fileCounts: [InboxState.Stage: Int] { published.withLock { $0.board }.stageCounts }

    /// Copying the board costs as much as there are files on it, so it is not done for each event.
    private static let publishingPause = Duration.milliseconds(200)

    /// Watches until stopped.
    func run() {
        var board = DropBoard(settings: settings)
        var watch = InboxWatch(settings: settings, root: root, condition: condition, log: log)
        // Without /proc a mount over the inbox is noticed at the next scan.
        let mounts = try? MountNotices()
        var haveMountsChanged = false
        var published: (at: ContinuousClock.Instant, isStale: Bool) = (.now, false)
        while !isStopping {
            pulse.answer()
            let orders = watch.report(to: &board, haveMountsChanged: haveMountsChanged, at: .now)
            for result in results.withLock({ results in
                defer { results.removeAll() }
                return results
            }) {
                board.note(result, at: .now)
            }
            condition.set(.refusedInPlace, to: board.trouble)
            submit(orders + board.decide(at: .now).map { .act($0) })
            if published.at + Self.publishingPause <= .now {
                self.published.withLock { $0 = (board, watch.state) }
                listeners.tell(())
                published = (.now, false)
            } else {
                published.isStale = true
            }
            let publishing = published.isStale ? published.at + Self.publishingPause : nil
            let next = [board.nextWake(), watch.nextWake, publishing].compactMap { $0 }.min()
            let notices = watch.descriptor.map { Waker.Interest.readable($0) }
            let mountChanges = mounts.map { Waker.Interest.exceptional($0.raw) }
            let ready = waker.wait(
                atMost: next.map { ContinuousClock.now.duration(to: $0) },
                or: [notices, mountChanges].compactMap(\.self))
            haveMountsChanged = mounts.map { ready.contains($0.raw) } ?? false
        }
    }
}
