import Store

extension DropBoard {
    /// What is known of every file, for people; `now` and `clock` are the same instant.
    func items(at now: ContinuousClock.Instant, clock: Timestamp) -> [InboxState.Item] {
        func time(_ instant: ContinuousClock.Instant) -> Timestamp {
            let (seconds, attoseconds) = now.duration(to: instant).components
            return Timestamp(
                milliseconds: clock.milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        }
        var items = notTaken.map { path in
            InboxState.Item(
                path: path, byteCount: nil, stage: .notTaken, since: nil, until: nil, problem: nil)
        }
        for (key, group) in groups {
            let pairing = DropPairing(
                files: group.files, temporaries: group.temporaries, settings: settings, now: now)
            for (name, file) in group.files {
                items.append(
                    InboxState.Item(
                        path: key.directory.appending(name), byteCount: file.sight.byteCount,
                        stage: file.stage,
                        since: time(file.lastEvent),
                        until: (file.readingDue ?? pairing.end(of: name)).map(time),
                        problem: file.problem))
            }
            for (name, temporary) in group.temporaries where temporary.isPresent {
                items.append(
                    InboxState.Item(
                        path: key.directory.appending(name), byteCount: nil, stage: .arriving,
                        since: time(temporary.lastEvent), until: nil, problem: nil))
            }
        }
        return items.sorted { $0.path.bytes.lexicographicallyPrecedes($1.path.bytes) }
    }
}

extension DropFile {
    fileprivate var stage: InboxState.Stage {
        switch state {
        case .arrived, .reading, .busy: .arriving
        case .truncated: .incomplete
        case .doubted: .doubted
        case .bad, .ready: role == .report ? .waitingForConfig : .waitingForReport
        case .ending: .ending
        case .kept: .kept
        }
    }

    fileprivate var problem: Problem? {
        switch state {
        case .truncated(let problem, _), .doubted(let problem, _), .bad(let problem): problem
        default: nil
        }
    }
}
