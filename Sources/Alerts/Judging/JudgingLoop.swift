import Model
import System

/// Judges what has happened since it last looked, on a thread of its own.
struct JudgingLoop {
    let judge: RuleJudge
    let library: any RunLibrary
    let late: LateRuns
    let status: any InboxStatus
    let book: AlertBook
    let rules: RuleSource
    let waker: Waker
    let stopping: Cancellation
    let log: LogSink
    let hasNews: @Sendable () -> Void

    /// So many runs are judged before what was found is kept.
    private static let batch = 50
    /// Between two looks at what no event announces: the time that has passed, a disk that fills.
    private static let longestPause = Duration.seconds(30)
    private static let shortestPause = Duration.milliseconds(200)
    /// While the catalog is made.
    private static let look = Duration.milliseconds(100)
    /// While another process acts for all.
    private static let turn = Duration.seconds(1)
    /// After a failure of the library or the disk.
    private static let setback = Duration.seconds(10)

    /// Works until it is stopped.
    func run() {
        while !stopping.isCancelled {
            let rules = rules.current.rules
            // What is read of a run later is no part of it yet, and neither are the runs before it.
            guard library.isComplete else {
                waker.wait(atMost: Self.look)
                continue
            }
            guard library.actsForAll else {
                // Whoever begins to act for all begins from what the other has kept.
                late.take(upTo: nil)
                waker.wait(atMost: Self.turn)
                continue
            }
            do {
                try book.refresh()
                let goesOn = try judgeRuns(rules)
                try judgeRest(rules)
                if !goesOn { waker.wait(atMost: pause(rules)) }
            } catch {
                if stopping.isCancelled { return }
                log(.warning, "the rules cannot be applied, and are again in \(Self.setback): \(error)")
                waker.wait(atMost: Self.setback)
            }
        }
    }

    /// Judges the next runs; whether there may be more.
    private func judgeRuns(_ rules: [AlertRule]) throws -> Bool {
        if rules.isEmpty {
            // What is filed while there are none alarms nobody later, and costs no write.
            try book.forgetJudged()
            late.take(upTo: nil)
            return false
        }
        guard let judged = book.judged else {
            // A run may have come before this daemon began to act for all.
            try book.beginJudging(at: self.rules.since)
            late.take(upTo: nil)
            return true
        }
        let runs = late.take(upTo: judged) + (try library.runs(filedAfter: judged, limit: Self.batch))
        guard let last = runs.last.map({ max($0, judged) }) else { return false }
        var found: [AlertEvent] = []
        for id in runs {
            guard let run = try library.run(id) else { continue }
            for rule in rules where !stopping.isCancelled {
                if let event = try judge.event(of: rule, on: run, unless: stopping) { found.append(event) }
            }
        }
        if stopping.isCancelled { return false }
        try record(found, rules, judged: last)
        late.noteJudged(runs)
        return true
    }

    /// Judges what is no run.
    private func judgeRest(_ rules: [AlertRule]) throws {
        let now = Timestamp.now()
        var found: [AlertEvent] = []
        for rule in rules { found += try judge.silences(of: rule, at: now) }
        if rules.contains(where: { $0.kind == .trouble }) {
            for trouble in status.troubles() where !trouble.part.endsByItself {
                found += rules.compactMap { judge.event(of: $0, on: trouble) }
            }
        }
        if !found.isEmpty { try record(found, rules, judged: nil) }
    }

    private func record(_ events: [AlertEvent], _ rules: [AlertRule], judged: RunID?) throws {
        let now = Timestamp.now()
        let targets = Dictionary(rules.map { ($0.name, $0.targets) }, uniquingKeysWith: { first, _ in first })
        let new = try book.add(
            events.map { event in
                let mute = book.mute(of: event.rule, at: now)
                let notified = mute == nil ? targets[event.rule] ?? [] : []
                return RecordedAlert(event, deliveries: notified.map(AlertDelivery.init(to:)), mute: mute)
            }, judged: judged)
        for alert in new {
            log(
                .warning,
                "alert \"\(alert.event.rule)\"\(alert.mute == nil ? "" : ", muted"): \(alert.event.summary)")
        }
        if !new.isEmpty { hasNews() }
    }

    /// Without such rules nothing passes unnoticed, so it sleeps until it is woken.
    private func pause(_ rules: [AlertRule]) -> Duration? {
        rules.compactMap { rule -> Duration? in
            switch rule.kind {
            case .noRun(_, let within): max(Self.shortestPause, min(within / 10, Self.longestPause))
            case .trouble: Self.longestPause
            case .worse, .law: nil
            }
        }.min()
    }
}
