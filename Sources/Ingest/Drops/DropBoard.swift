import Model
package import System

/// Decides what happens to the files of the inbox, and when; a value that touches no disk and has no clock.
///
/// Files that may belong together form a group; every decision concerns one group.
package struct DropBoard: Sendable {
    /// Files of one directory whose names may belong together.
    struct GroupKey: Hashable {
        let directory: FilePath
        let name: FilePath
    }

    let settings: IngestSettings
    private(set) var groups: [GroupKey: DropGroup] = [:]
    private var dirty: Set<GroupKey> = []
    private var wakes = WakeQueue<GroupKey>()
    private var ticketCount = 0
    /// How much there is in a directory and below it.
    private var counts: [FilePath: Int] = [:]
    /// Names that are nothing to take.
    private(set) var notTaken: Set<FilePath> = []
    private static let shownRefusals = 3
    /// What is refused and cannot be moved away.
    private var refused: [FilePath: Problem] = [:]

    /// An empty board.
    package init(settings: IngestSettings) {
        self.settings = settings
    }

    /// Why a file is looked at.
    package enum Cause: Sendable {
        /// Its writer closed it, it was renamed to its name, or a scan found it.
        case complete
        /// It was created or changed, and more may follow.
        case changing
    }

    /// When `decide` must be called next, if nothing happens before.
    package func nextWake() -> ContinuousClock.Instant? { dirty.isEmpty ? wakes.next : .now }

    // MARK: What happens

    /// A regular file is there.
    package mutating func saw(
        _ path: FilePath, _ status: FileStatus, _ cause: Cause, at now: ContinuousClock.Instant
    ) {
        update(path) { group, name, role, settings in
            group.saw(name, role: role, sight: FileSight(status), cause: cause, at: now, settings: settings)
        }
    }

    /// A temporary is there.
    package mutating func sawTemporary(
        _ path: FilePath, _ status: FileStatus, at now: ContinuousClock.Instant
    ) {
        update(path) { group, name, _, _ in
            group.sawTemporary(name, sight: FileSight(status), at: now)
        }
    }

    /// Something is there that is nothing to take.
    package mutating func sawOther(_ path: FilePath, at now: ContinuousClock.Instant) {
        lost(path, at: now)
        notTaken.insert(path)
        count(1, in: path.directory)
    }

    /// Nothing has this name any more.
    package mutating func lost(_ path: FilePath, at now: ContinuousClock.Instant) {
        if notTaken.remove(path) != nil { count(-1, in: path.directory) }
        update(path) { group, name, _, _ in group.lose(name, at: now) }
    }

    /// The paths below a directory that the board knows.
    package func paths(below directory: FilePath) -> [FilePath] {
        if counts[directory] == nil { return [] }
        let files = groups.filter { $0.key.directory.isBelow(directory) }.flatMap { key, group in
            group.names.map { key.directory.appending($0) }
        }
        return files + notTaken.filter { $0.directory.isBelow(directory) }
    }

    private mutating func count(_ change: Int, in directory: FilePath) {
        var above = directory
        while true {
            let sum = counts[above, default: 0] + change
            counts[above] = sum == 0 ? nil : sum
            if above.isEmpty { return }
            above = above.directory
        }
    }

    /// An action ended.
    package mutating func note(_ result: DropResult, at now: ContinuousClock.Instant) {
        switch result {
        case .read(let path, let ticket, let sight, let reading, let digest):
            update(path) { group, name, _, settings in
                group.noteReading(
                    name, ticket: ticket, sight: sight, reading, digest: digest, at: now, settings: settings)
            }
        case .ended(let paths, let kept, let left, let refused):
            for path in paths {
                update(path) { group, name, _, _ in
                    group.noteEnd(
                        name, isKept: kept.contains(path), isLeft: left.contains(path),
                        isRefused: refused.contains(path), at: now)
                }
            }
        case .noRun(let path):
            update(path) { group, name, _, _ in group.noteNoRun(name, at: now) }
        case .failed(let paths):
            for path in paths {
                update(path) { group, name, _, _ in group.noteFailure(name, at: now) }
            }
        }
    }

    private mutating func update(
        _ path: FilePath, _ change: (inout DropGroup, FilePath, DropName.Role, IngestSettings) -> Void
    ) {
        let name = path.lastComponent
        let role = DropName.role(of: name)
        let target = if case .temporary(let target) = role { target } else { name }
        let key = GroupKey(directory: path.directory, name: DropName.group(of: target))
        if groups[key] == nil { count(1, in: key.directory) }
        change(&groups[key, default: DropGroup()], name, role, settings)
        dirty.insert(key)
        let refusal = groups[key]?.files[name]?.lastingRefusal
        if refusal != nil || !refused.isEmpty { refused[path] = refusal }
    }

    /// The trouble of rejected drops that cannot be moved out of the inbox; nil if there are none.
    package var trouble: String? {
        guard !refused.isEmpty else { return nil }
        let shown = refused.sorted { "\($0.key)" < "\($1.key)" }.prefix(Self.shownRefusals)
        let reasons = shown.map { "\($0.key): \($0.value.detail)" }.joined(separator: " ")
        let more = refused.count > shown.count ? " And \(refused.count - shown.count) more." : ""
        return "Rejected drops stay in the inbox, because they are too large to be copied"
            + " to the filesystem of .rejected/; remove them. \(reasons)\(more)"
    }

    // MARK: What follows

    /// What is to be done now; each action is returned once.
    package mutating func decide(at now: ContinuousClock.Instant) -> [DropAction] {
        for key in wakes.take(until: now) { dirty.insert(key) }
        var actions: [DropAction] = []
        for key in dirty {
            guard var group = groups[key] else { continue }
            let (found, wake) = group.decide(in: key.directory, at: now, settings: settings) {
                ticketCount += 1
                return Ticket(number: ticketCount)
            }
            actions += found
            groups[key] = group.isEmpty ? nil : group
            if group.isEmpty { count(-1, in: key.directory) }
            wakes.set(key, to: wake)
        }
        dirty.removeAll(keepingCapacity: true)
        return actions
    }
}

/// Keys by the instant they are due at; a key has at most one.
struct WakeQueue<Key: Hashable & Sendable>: Sendable {
    private var instants: [Key: ContinuousClock.Instant] = [:]
    private var heap: [(instant: ContinuousClock.Instant, key: Key)] = []

    var next: ContinuousClock.Instant? { heap.first?.instant }

    mutating func set(_ key: Key, to instant: ContinuousClock.Instant?) {
        if instants[key] == instant { return }
        instants[key] = instant
        if let instant {
            heap.append((instant, key))
            siftUp(heap.count - 1)
        }
        dropStale()
    }

    mutating func take(until now: ContinuousClock.Instant) -> [Key] {
        var keys: [Key] = []
        while let first = heap.first, first.instant <= now {
            removeFirst()
            if instants[first.key] == first.instant {
                instants[first.key] = nil
                keys.append(first.key)
            }
        }
        dropStale()
        return keys
    }

    private mutating func dropStale() {
        while let first = heap.first, instants[first.key] != first.instant { removeFirst() }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown(0)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0, heap[child].instant < heap[(child - 1) / 2].instant {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
            guard let least = children.min(by: { heap[$0].instant < heap[$1].instant }),
                heap[least].instant < heap[parent].instant
            else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
