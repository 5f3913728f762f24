import Model
import System

extension DropBoard {
    /// Some files by path, for people.
    typealias Items = (shown: [InboxState.Item], next: FilePath?, count: Int)

    /// What is known of the first `limit` files by path from `start` on, which is the next, and how many there are in all.
    ///
    /// `now` and `clock` are the same instant.
    func items(
        _ limit: Int, from start: FilePath? = nil, at now: ContinuousClock.Instant, clock: Timestamp
    ) -> Items {
        var first = FirstPaths(limit: limit + 1, start: start)
        for path in notTaken { first.add(path, nil) }
        for (key, group) in groups {
            for name in group.shownNames { first.add(key.directory.appending(name), key) }
        }
        let teller = ItemTeller(settings: settings, now: now, clock: clock)
        let items = first.entries.prefix(limit).compactMap { path, key in
            guard let key else { return ItemTeller.notTaken(path) }
            return groups[key].flatMap { teller.item(path, in: $0) }
        }
        return (items, first.entries.count > limit ? first.entries.last?.path : nil, first.count)
    }

    /// How many files there are, by where they stand.
    var stageCounts: [InboxState.Stage: Int] {
        var counts: [InboxState.Stage: Int] = [:]
        if !notTaken.isEmpty { counts[.notTaken] = notTaken.count }
        for group in groups.values {
            for file in group.files.values { counts[file.stage, default: 0] += 1 }
            let arriving = group.temporaries.values.count { $0.isPresent }
            if arriving > 0 { counts[.arriving, default: 0] += arriving }
        }
        return counts
    }
}

extension DropGroup {
    fileprivate var shownNames: [FilePath] {
        Array(files.keys) + temporaries.filter(\.value.isPresent).keys
    }
}

/// Keeps the first paths of many: sorting a hundred thousand for a page that shows a thousand takes too long.
private struct FirstPaths {
    typealias Entry = (path: FilePath, key: DropBoard.GroupKey?)

    let limit: Int
    let start: FilePath?
    private(set) var entries: [Entry] = []
    private(set) var count = 0

    init(limit: Int, start: FilePath?) {
        self.limit = limit
        self.start = start
    }

    mutating func add(_ path: FilePath, _ key: DropBoard.GroupKey?) {
        count += 1
        if let start, Self.precedes(path, start) { return }
        if entries.count == limit {
            guard let last = entries.last, Self.precedes(path, last.path) else { return }
            entries.removeLast()
        }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(entries[middle].path, path) { low = middle + 1 } else { high = middle }
        }
        entries.insert((path, key), at: low)
    }

    private static func precedes(_ left: FilePath, _ right: FilePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

/// Tells what the board knows of a file, in times of the wall clock.
private struct ItemTeller {
    let settings: IngestSettings
    let now: ContinuousClock.Instant
    let clock: Timestamp

    static func notTaken(_ path: FilePath) -> InboxState.Item {
        InboxState.Item(path: path, byteCount: nil, stage: .notTaken, since: nil, until: nil, problem: nil)
    }

    func item(_ path: FilePath, in group: DropGroup) -> InboxState.Item? {
        let name = path.lastComponent
        if let temporary = group.temporaries[name] {
            return InboxState.Item(
                path: path, byteCount: nil, stage: .arriving, since: time(temporary.lastEvent), until: nil,
                problem: nil)
        }
        guard let file = group.files[name] else { return nil }
        let pairing = DropPairing(
            files: group.files, temporaries: group.temporaries, settings: settings, now: now)
        return InboxState.Item(
            path: path, byteCount: file.sight.byteCount, stage: file.stage, since: time(file.lastEvent),
            until: (file.readingDue ?? pairing.end(of: name)).map(time), problem: file.problem)
    }

    private func time(_ instant: ContinuousClock.Instant) -> Timestamp {
        let (seconds, attoseconds) = now.duration(to: instant).components
        return Timestamp(
            milliseconds: clock.milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

extension BoardFile {
    fileprivate var stage: InboxState.Stage {
        switch state {
        case .arrived, .reading, .busy, .postponed: .arriving
        case .truncated: .incomplete
        case .doubted: .doubted
        case .bad, .ready: role == .report ? .waitingForConfig : .waitingForReport
        case .ending: .ending
        case .kept: .kept
        case .notTaken: .notTaken
        }
    }

    fileprivate var problem: Problem? {
        switch state {
        case .truncated(let problem, _), .doubted(let problem, _), .bad(let problem): problem
        case .notTaken(let problem): problem
        default: nil
        }
    }
}
