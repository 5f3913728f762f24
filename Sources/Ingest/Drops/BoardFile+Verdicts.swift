extension BoardFile {
    /// Takes what a reading of the file has found; one that is gone has none.
    ///
    /// `isUnchanged`: the file is what it was at its last event.
    mutating func note(
        _ reading: DropResult.Reading, ticket: Ticket, isUnchanged: Bool, at now: ContinuousClock.Instant,
        settings: IngestSettings
    ) {
        switch reading {
        case .ready:
            state = .ready(ticket)
            judged = now
            busyCount = 0
        case .busy:
            busyCount += 1
            let pause = isFinished ? .zero : BoardFile.pause(settings.settle, after: busyCount)
            isFinished = false
            state = .busy(due: now + pause)
        case .truncated(let problem):
            switch verdict(on: .endsEarly, isUnchanged, at: now, settings) {
            case .final: judge(problem, at: now)
            case .readAgain(let due): state = .truncated(problem, due: due)
            }
        case .bad(let problem):
            switch verdict(on: .other, isUnchanged, at: now, settings) {
            case .final: judge(problem, at: now)
            case .readAgain(let due):
                state = .doubted(problem, due: due)
                wasDoubted = true
            }
        case .notTaken: state = .notTaken(nil)
        case .failed: postpone(at: now)
        case .gone: break
        }
    }

    private func verdict(
        on fault: Completeness.Fault, _ isUnchanged: Bool, at now: ContinuousClock.Instant,
        _ settings: IngestSettings
    ) -> Completeness.Verdict {
        Completeness.verdict(
            on: fault, isUnchanged: isUnchanged, wasDoubted: wasDoubted, lastEvent: lastEvent, at: now,
            settings: settings)
    }
}
