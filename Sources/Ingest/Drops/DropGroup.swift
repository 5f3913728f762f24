import Model
import System

/// Files that may belong together, and what each event makes of them.
struct DropGroup: Sendable {
    private(set) var files: [FilePath: BoardFile] = [:]
    private(set) var temporaries: [FilePath: DropTemporary] = [:]
    private var discarded: [Ticket] = []

    var names: [FilePath] { Array(files.keys) + Array(temporaries.keys) }

    var isEmpty: Bool { files.isEmpty && temporaries.isEmpty && discarded.isEmpty }

    // MARK: Events

    mutating func saw(
        _ name: FilePath, role: DropName.Role, sight: FileSight, cause: DropBoard.Cause,
        at now: ContinuousClock.Instant, settings: IngestSettings
    ) {
        guard [.report, .config, .notes].contains(role) else { return }
        let due = cause == .complete ? now : now + settings.settle
        guard var file = files[name] else {
            files[name] = BoardFile(role: role, sight: sight, lastEvent: now, state: .arrived(due: due))
            return
        }
        let isChanged = (file.nextSight ?? file.sight) != sight
        switch file.state {
        case .reading, .ending:
            if isChanged { file.lastEvent = now }
            file.nextSight = sight
            file.isGone = false
            file.isFinished = file.isFinished || cause == .complete
        case .arrived where !isChanged && cause == .complete, .busy where !isChanged && cause == .complete:
            file.state = .arrived(due: now)
        case _ where !isChanged:
            return
        case .ready(let ticket):
            discarded.append(ticket)
            file.restart(sight, due: due, at: now)
        default:
            file.restart(sight, due: due, at: now)
        }
        files[name] = file
    }

    mutating func sawTemporary(_ name: FilePath, sight: FileSight, at now: ContinuousClock.Instant) {
        // A rescan that finds an unchanged temporary file does not extend the wait.
        if let known = temporaries[name], known.isPresent, known.sight == sight { return }
        temporaries[name] = DropTemporary(sight: sight, lastEvent: now)
    }

    mutating func lose(_ name: FilePath, at now: ContinuousClock.Instant) {
        temporaries[name]?.isPresent = false
        temporaries[name]?.lastEvent = now
        guard let file = files[name] else { return }
        if case .ready(let ticket) = file.state { discarded.append(ticket) }
        if file.state == .reading || file.state == .ending {
            files[name]?.isGone = true
            files[name]?.nextSight = nil
        } else {
            files[name] = nil
        }
    }

    // MARK: Results

    mutating func noteReading(
        _ name: FilePath, ticket: Ticket, sight: FileSight?, _ reading: DropResult.Reading, digest: Digest?,
        at now: ContinuousClock.Instant, settings: IngestSettings
    ) {
        guard var file = files[name], !file.isGone else {
            if reading == .ready { discarded.append(ticket) }
            files[name] = nil
            return
        }
        let last = sight ?? (reading == .gone ? nil : file.sight)
        if let next = file.takeNextSight(), next != last {
            if reading == .ready { discarded.append(ticket) }
            file.restart(next, due: file.isFinished ? now : now + settings.settle, at: file.lastEvent)
            files[name] = file
            return
        }
        let isSame = sight == file.sight
        if let sight { file.sight = sight }
        file.digest = digest
        if reading == .gone {
            files[name] = nil
            return
        }
        file.note(reading, ticket: ticket, isUnchanged: isSame, at: now, settings: settings)
        files[name] = file
    }

    mutating func noteEnd(
        _ name: FilePath, isKept: Bool, isLeft: Bool, isRefused: Bool, at now: ContinuousClock.Instant
    ) {
        guard var file = files[name] else { return }
        let ended = file.sight
        if let next = file.takeNextSight(), next != ended {
            // The next drop took the place of the one that ended.
            file.restart(next, due: now, at: file.lastEvent)
        } else if isLeft && !file.isGone {
            // It changed without an event, as a file does that has a name elsewhere.
            file.restart(ended, due: now, at: now)
        } else if isKept {
            file.state = .kept
        } else if isRefused {
            file.state = .notTaken(file.refusal)
        } else {
            files[name] = nil
            return
        }
        files[name] = file
    }

    mutating func noteNoRun(_ name: FilePath, at now: ContinuousClock.Instant) {
        guard var file = files[name], let ticket = file.attachTicket else { return }
        let asked = file.sight
        if file.isGone {
            discarded.append(ticket)
            files[name] = nil
            return
        }
        if let next = file.takeNextSight(), next != asked {
            discarded.append(ticket)
            file.restart(next, due: now, at: file.lastEvent)
        } else {
            file.state = .ready(ticket)
            file.askedForRun = true
        }
        files[name] = file
    }

    mutating func noteFailure(_ name: FilePath, at now: ContinuousClock.Instant) {
        guard var file = files[name], !file.isGone else {
            files[name] = nil
            return
        }
        file.postpone(at: now)
        files[name] = file
    }

    // MARK: Decisions

    mutating func decide(
        in directory: FilePath, at now: ContinuousClock.Instant, settings: IngestSettings,
        newTicket: () -> Ticket
    ) -> (actions: [DropAction], wake: ContinuousClock.Instant?) {
        var actions = discarded.map { DropAction.discard($0) }
        discarded = []
        temporaries = temporaries.filter { _, temporary in
            temporary.isPresent || temporary.lastEvent + settings.pairWait > now
        }
        var wake: ContinuousClock.Instant?
        func wait(until instant: ContinuousClock.Instant) { wake = min(wake ?? instant, instant) }
        for (name, file) in files {
            guard let due = file.readingDue else { continue }
            guard due <= now else {
                wait(until: due)
                continue
            }
            let ticket = newTicket()
            files[name]?.state = .reading
            actions.append(
                .read(
                    path: directory.appending(name), role: file.role, quiet: file.lastEvent.duration(to: now),
                    ticket: ticket, sight: file.sight))
        }
        let pairing = DropPairing(files: files, temporaries: temporaries, settings: settings, now: now)
        for verdict in pairing.verdicts() {
            switch verdict {
            case .wait(_, let instant): wait(until: instant)
            case .file(let report, let config, let notes):
                guard let report = end(report, in: directory) else { continue }
                actions.append(
                    .file(
                        report: report, config: config.flatMap { end($0, in: directory) },
                        notes: notes.flatMap { end($0, in: directory) }))
            case .attach(let name):
                let ticket = files[name]?.ticket
                files[name]?.attachTicket = ticket
                guard let late = end(name, in: directory) else { continue }
                actions.append(.attach(late))
            case .reject(let names, let problem):
                actions.append(.reject(names.compactMap { end($0, in: directory) }, problem))
            }
        }
        return (actions, wake)
    }

    /// Marks a file as ending and returns it; nil if there is no such file, which no verdict asks for.
    private mutating func end(_ name: FilePath, in directory: FilePath) -> DropMember? {
        let path = directory.appending(name)
        guard let file = files[name] else { return nil }
        files[name]?.state = .ending
        let problem: Problem? = if case .bad(let problem) = file.state { problem } else { nil }
        files[name]?.refusal = problem
        return DropMember(
            path: path, sight: file.sight, ticket: file.ticket, problem: problem, digest: file.digest)
    }
}

extension BoardFile {
    /// Why it stays in the inbox as not taken.
    var lastingRefusal: Problem? {
        if case .notTaken(let problem) = state { problem } else { nil }
    }

    var ticket: Ticket? {
        if case .ready(let ticket) = state { ticket } else { nil }
    }

    /// What the file became meanwhile; asked once.
    fileprivate mutating func takeNextSight() -> FileSight? {
        defer { nextSight = nil }
        return nextSight
    }

    /// When it is to be read, if that is what it waits for.
    var readingDue: ContinuousClock.Instant? {
        switch state {
        case .arrived(let due), .busy(let due), .postponed(let due): due
        case .truncated(_, let due), .doubted(_, let due): due
        default: nil
        }
    }

    fileprivate mutating func restart(
        _ sight: FileSight, due: ContinuousClock.Instant, at now: ContinuousClock.Instant
    ) {
        self.sight = sight
        lastEvent = now
        state = .arrived(due: due)
        judged = nil
        isFinished = false
        busyCount = 0
        setbacks = 0
        wasDoubted = false
        askedForRun = false
    }

    /// After trouble that may pass.
    mutating func postpone(at now: ContinuousClock.Instant) {
        setbacks += 1
        state = .postponed(due: now + Self.pause(.seconds(1), after: setbacks))
    }

    /// Doubles with each time, up to a minute.
    static func pause(_ first: Duration, after count: Int) -> Duration {
        // Without `--settle`, too, a file that is being written is not looked at all the time.
        min(max(first, .milliseconds(20)) * (1 << min(max(count - 1, 0), 10)), .seconds(60))
    }

    mutating func judge(_ problem: Problem, at now: ContinuousClock.Instant) {
        state = .bad(problem)
        judged = now
    }
}
