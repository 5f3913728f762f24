import Glibc
import Model
import System

/// The inbox as the watcher sees it: notices, scans, and what to do when either fails.
struct InboxWatch {
    private let settings: IngestSettings
    private let condition: Condition
    private let log: LogSink
    /// What the filing thread works in; nil while the inbox is gone.
    private var root: Directory?
    private var identity: FileStatus.Identity?
    private var tree: InboxTree?
    /// Why the whole inbox is polled; nil where it is not.
    private var pollingReason: String?
    private var gaps: InboxGaps
    private var mountPoints: Set<[UInt8]>
    private var orders: [InboxOrder] = []
    /// When the whole inbox is looked at next; nil for never.
    private var nextScan: ContinuousClock.Instant?

    /// A watch over an inbox that the filing thread has opened already.
    init(settings: IngestSettings, root: Directory, condition: Condition, log: @escaping LogSink) {
        self.settings = settings
        self.root = root
        // Without it the first look finds another inbox, and opens it.
        identity = try? root.status().identity
        self.condition = condition
        self.log = log
        gaps = InboxGaps(settings: settings, log: log)
        mountPoints = MountPoints.below(settings.inbox)
        nextScan = .now
    }

    /// How changes are noticed.
    var state: InboxState.Watch {
        (pollingReason ?? gaps.pollingReason).map { InboxState.Watch(mode: .poll, reason: $0) }
            ?? InboxState.Watch(mode: .inotify)
    }

    /// For poll(2); nil where there are no notices.
    var descriptor: CInt? { tree?.inotify?.raw }

    /// When `report` must be called next, if nothing happens before.
    var nextWake: ContinuousClock.Instant? { [nextScan, gaps.nextLook].compactMap { $0 }.min() }

    /// Tells the board what is new; returns what the filing thread must do before anything else.
    mutating func report(
        to board: inout DropBoard, haveMountsChanged: Bool, at now: ContinuousClock.Instant
    ) -> [InboxOrder] {
        defer { orders = [] }
        var mustScanAll = nextScan.map { $0 <= now } ?? false
        if haveMountsChanged, haveOwnMountsChanged() || isReplaced() { mustScanAll = true }
        for sighting in notices() {
            if case .mustScan("", let reason) = sighting {
                if let reason { log(.warning, "\(settings.inbox): \(reason); scanning it") }
                mustScanAll = true
            } else {
                apply(sighting, to: &board, at: now)
            }
        }
        // Last, because the scan may switch to another inbox, and the events above belong to this one.
        if mustScanAll { scanAll(&board, at: now) }
        if let due = gaps.nextLook, due <= now {
            for directory in gaps.topmost { scan(directory, &board, at: now) }
        }
        gaps.note(tree?.gaps ?? [:], at: now)
        condition.set(.inboxPart, to: gaps.trouble)
        return orders
    }

    private mutating func notices() -> [InboxTree.Sighting] {
        do {
            let events = try tree?.inotify?.events() ?? []
            return tree?.sightings(of: events) ?? []
        } catch {
            return [.mustScan("", reason: "\(error)")]
        }
    }

    private mutating func apply(
        _ sighting: InboxTree.Sighting, to board: inout DropBoard, at now: ContinuousClock.Instant
    ) {
        switch sighting {
        case .file(let path, let status, let cause):
            board.saw(path, status, pollingReason == nil ? cause : .changing, at: now)
        case .temporary(let path, let status): board.sawTemporary(path, status, at: now)
        case .other(let path): board.sawOther(path, at: now)
        case .lost(let path): board.lost(path, at: now)
        case .leftover(let directory): orders.append(.finishRemoval(in: directory))
        case .mustScan(let directory, let reason):
            if let reason { log(.warning, "\(settings.inbox.appending(directory)): \(reason); scanning it") }
            scan(directory, &board, at: now)
        }
    }

    // MARK: Scans

    private mutating func scanAll(_ board: inout DropBoard, at now: ContinuousClock.Instant) {
        follow()
        scan("", &board, at: now)
        let pause = pollingReason == nil && tree != nil ? settings.rescan : settings.poll
        nextScan = pause.map { now + $0 }
    }

    /// Looks at everything in a directory; what the board knows below it and is not there was lost.
    private mutating func scan(
        _ directory: FilePath, _ board: inout DropBoard, at now: ContinuousClock.Instant
    ) {
        var present: Set<FilePath> = []
        for sighting in tree?.scan(directory, sweeping: directory.isEmpty ? .now() : nil) ?? [] {
            switch sighting {
            case .file(let path, _, _), .temporary(let path, _), .other(let path): present.insert(path)
            default: break
            }
            apply(sighting, to: &board, at: now)
        }
        for path in board.paths(below: directory) where !present.contains(path) {
            if tree?.isUnknown(path) != true { board.lost(path, at: now) }
        }
    }

    // MARK: The inbox itself

    /// Mounts elsewhere come and go with every container; those in the inbox hide what was there.
    private mutating func haveOwnMountsChanged() -> Bool {
        let points = MountPoints.below(settings.inbox)
        defer { mountPoints = points }
        if points == mountPoints { return false }
        log(.warning, "\(settings.inbox): a filesystem was mounted or unmounted there; scanning it")
        return true
    }

    private func isReplaced() -> Bool {
        // A directory that cannot be opened counts as replaced; `follow` logs the reason.
        root == nil || (try? Directory(settings.inbox).status().identity) != identity
    }

    /// Turns to the directory that is the inbox now.
    private mutating func follow() {
        let found: Directory
        let foundIdentity: FileStatus.Identity
        do {
            found = try Directory(settings.inbox)
            foundIdentity = try found.status().identity
        } catch {
            if error.isMissing || error.errno == ELOOP { leave(because: error) }
            // Any other error does not prove that the inbox is gone.
            return
        }
        let isOther = foundIdentity != identity
        if let root, !isOther {
            if tree == nil || pollingReason != nil { watch(root) }
            return
        }
        let change = [
            root == nil ? "the inbox is back" : nil, isOther ? "the inbox is another directory now" : nil,
        ]
        let notice = "\(change.compactMap(\.self).joined(separator: ", ")): scanning \(settings.inbox)"
        condition.set(.inbox, to: nil)
        identity = foundIdentity
        root = found
        orders.append(.use(found, notice: notice))
        tree = nil
        watch(found)
    }

    private mutating func leave(because error: FileError) {
        guard root != nil else { return }
        condition.set(
            .inbox,
            to:
                "The inbox is gone (\(error)): drops wait until it is back; mount it, or make the directory again."
        )
        root = nil
        tree = nil
        orders.append(.leave)
    }

    /// Watches by inotify if possible, again where it was not before.
    private mutating func watch(_ root: Directory) {
        do {
            if settings.watch == .poll { return poll(root, because: "--watch poll was given") }
            if let name = root.filesystem().remoteName {
                return poll(root, because: "inotify is silent on \(name)")
            }
            let inotify = try Inotify()
            if pollingReason != nil {
                log(.info, "the inbox is watched by inotify again and no longer polled")
            }
            pollingReason = nil
            tree = InboxTree(root: root, at: settings.inbox, inotify: inotify)
        } catch {
            poll(root, because: "\(error)")
        }
    }

    private mutating func poll(_ root: Directory, because reason: String) {
        if pollingReason != reason { log(.warning, "polling the inbox every \(settings.poll): \(reason)") }
        pollingReason = reason
        if tree == nil { tree = InboxTree(root: root, at: settings.inbox, inotify: nil) }
    }
}
