import Glibc
import Store
import Synchronization

/// The thread that watches the inbox: it sleeps on inotify and timers, keeps the board, and hands out work.
final class InboxWatcher: Sendable {
    private let settings: IngestSettings
    private let condition: Condition
    private let wake: WakeSignal
    private let results = Mutex<[DropResult]>([])
    private let stopping = Atomic<Bool>(false)
    /// The board as it was a moment ago: a copy, so that no one who asks holds the watcher up.
    private let published: Mutex<(board: DropBoard, watch: InboxState.Watch)>
    private let submit: @Sendable ([DropAction]) -> Void
    private let log: LogSink

    /// `submit` gets the board's actions, on the watcher's thread.
    init(
        settings: IngestSettings, condition: Condition, log: @escaping LogSink,
        submit: @escaping @Sendable ([DropAction]) -> Void
    ) throws(FileError) {
        self.settings = settings
        self.condition = condition
        self.log = log
        self.submit = submit
        wake = try WakeSignal()
        published = Mutex((DropBoard(settings: settings), InboxState.Watch(mode: .inotify)))
    }

    /// Takes the result of an action, from any thread.
    func note(_ result: DropResult) {
        results.withLock { $0.append(result) }
        wake.send()
    }

    /// Whether `stop` was called.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Ends `run` soon, from any thread.
    func stop() {
        stopping.store(true, ordering: .releasing)
        wake.send()
    }

    /// What is in the inbox, how much there is in all, and how changes are noticed, from any thread.
    func items() -> (items: [InboxState.Item], count: Int, watch: InboxState.Watch) {
        let (board, watch) = published.withLock { $0 }
        let (items, count) = board.items(InboxState.itemLimit, at: .now, clock: .now())
        return (items, count, watch)
    }

    /// Copying the board costs as much as there are files on it, so it is not done for each event.
    private static let publishingPause = Duration.milliseconds(200)

    /// Watches until stopped.
    func run() {
        var board = DropBoard(settings: settings)
        var watch = InboxWatch(settings: settings, condition: condition, log: log)
        var published: (at: ContinuousClock.Instant, isStale: Bool) = (.now, false)
        while !isStopping {
            watch.report(to: &board, at: .now)
            for result in results.withLock({ results in
                defer { results.removeAll() }
                return results
            }) {
                board.note(result, at: .now)
            }
            submit(board.decide(at: .now))
            if published.at + Self.publishingPause <= .now {
                self.published.withLock { $0 = (board, watch.state) }
                published = (.now, false)
            } else {
                published.isStale = true
            }
            let publishing = published.isStale ? published.at + Self.publishingPause : nil
            let next = [board.nextWake(), watch.nextScan, publishing].compactMap { $0 }.min()
            wake.wait(watch.descriptor, timeout: next.map { ContinuousClock.now.duration(to: $0) })
        }
    }
}

/// The inbox as the watcher sees it: notices, scans, and what to do when either fails.
struct InboxWatch {
    private let settings: IngestSettings
    private let condition: Condition
    private let log: LogSink
    private var tree: InboxTree?
    private var inotify: Inotify?
    private var isPolling = false
    private var pollingReason: String?
    /// When the whole inbox is looked at next; nil for never.
    private(set) var nextScan: ContinuousClock.Instant?

    init(settings: IngestSettings, condition: Condition, log: @escaping LogSink) {
        self.settings = settings
        self.condition = condition
        self.log = log
        nextScan = .now
    }

    /// How changes are noticed.
    var state: InboxState.Watch {
        isPolling ? InboxState.Watch(mode: .poll, reason: pollingReason) : InboxState.Watch(mode: .inotify)
    }

    /// For poll(2); nil where there are no notices.
    var descriptor: CInt? { inotify?.raw }

    /// Tells the board what is new.
    mutating func report(to board: inout DropBoard, at now: ContinuousClock.Instant) {
        var sightings = notices()
        if let due = nextScan, due <= now {
            scan(&board, at: now)
        }
        while let sighting = sightings.popFirst() {
            if case .mustScan(let reason) = sighting {
                log(.warning, "\(reason): scanning the inbox")
                scan(&board, at: now)
            } else {
                apply(sighting, to: &board, at: now)
            }
        }
    }

    private mutating func notices() -> ArraySlice<InboxTree.Sighting> {
        guard let inotify, tree != nil else { return [] }
        do {
            let events = try inotify.events()
            return (tree?.sightings(of: events) ?? [])[...]
        } catch {
            return [.mustScan(reason: "\(error)")]
        }
    }

    /// Looks at the whole inbox; opens it anew where it is another directory than before.
    private mutating func scan(_ board: inout DropBoard, at now: ContinuousClock.Instant) {
        openAnewIfReplaced()
        let pause = isPolling ? settings.poll : settings.rescan
        nextScan = pause.map { now + $0 }
        guard tree != nil else {
            nextScan = now + settings.poll
            return
        }
        let sightings = tree?.scan("") ?? []
        var present: Set<FilePath> = []
        for sighting in sightings {
            switch sighting {
            case .file(let path, _, _), .temporary(let path), .other(let path): present.insert(path)
            default: break
            }
            apply(sighting, to: &board, at: now)
        }
        for path in board.paths(below: "") where !present.contains(path) { board.lost(path, at: now) }
    }

    private mutating func openAnewIfReplaced() {
        do {
            let root = try Directory(settings.inbox)
            condition.set(.inbox, to: nil)
            if let tree, try tree.root.status().identity == root.status().identity { return }
            if tree != nil { log(.warning, "the inbox \(settings.inbox) is another directory now") }
            inotify = nil
            if settings.watch == .auto, let reason = root.silentFilesystem() {
                poll(because: reason)
            } else if settings.watch == .auto {
                inotify = try Inotify()
                isPolling = false
            } else {
                isPolling = true
                pollingReason = "--watch poll was given"
            }
            tree = InboxTree(root: root, inotify: inotify)
        } catch  where error.operation == "inotify_init1" {
            poll(because: "\(error)")
            tree = (try? Directory(settings.inbox)).map { InboxTree(root: $0, inotify: nil) }
        } catch {
            condition.set(
                .inbox,
                to:
                    "The inbox is gone (\(error)): nothing is taken in; put it back, and benchd goes on by itself."
            )
            tree = nil
            inotify = nil
        }
    }

    private mutating func poll(because reason: String) {
        if !isPolling { log(.warning, "polling the inbox every \(settings.poll): \(reason)") }
        isPolling = true
        pollingReason = reason
    }

    private mutating func apply(
        _ sighting: InboxTree.Sighting, to board: inout DropBoard, at now: ContinuousClock.Instant
    ) {
        switch sighting {
        case .file(let path, let status, let cause):
            board.saw(path, status, isPolling ? .changing : cause, at: now)
        case .temporary(let path): board.sawTemporary(path, at: now)
        case .other(let path): board.sawOther(path, at: now)
        case .lost(let path): board.lost(path, at: now)
        case .lostDirectory(let directory):
            for path in board.paths(below: directory) { board.lost(path, at: now) }
        case .mustScan: break
        case .mustPoll(let error):
            poll(because: "\(error)")
            nextScan = now + settings.poll
        }
    }
}
