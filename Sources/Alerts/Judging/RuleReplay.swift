package import Analysis
package import Model
package import System

/// Says when a rule would have fired, by the history of a library.
package struct RuleReplay: Sendable {
    private let judge: RuleJudge
    private let library: any RunLibrary

    /// A replay of what a library holds.
    package init(_ answers: Answers) { (judge, library) = (RuleJudge(answers), answers.library) }

    /// How many runs were looked at, and the events of some rules, in the order in which they would have come.
    ///
    /// Troubles of the daemon are no history of the library.
    /// - Throws: `LibraryError` of the library.
    package func events(
        of rules: [AlertRule], since start: Timestamp?, until end: Timestamp
    ) throws(LibraryError) -> (runCount: Int, events: [AlertEvent]) {
        var events: [AlertEvent] = []
        var query = RunQuery()
        (query.order, query.limit, query.since) = (.oldest, 500, start)
        var count = 0
        var rigs: [String: Run] = [:]
        while true {
            let page = try library.runs(query)
            for run in page.runs {
                count += 1
                guard let filed = try library.run(run.id) else { continue }
                for rule in rules {
                    if let event = try judge.event(of: rule, on: filed) { events.append(event) }
                    events += try silence(of: rule, before: run, rigs)
                }
                if let rig = try rig(of: run) { rigs[rig] = run }
            }
            guard let next = page.next else { break }
            query.cursor = next
        }
        for rule in rules { events += try judge.silences(of: rule, at: end) }
        return (count, events.sorted { $0.at < $1.at })
    }

    /// Whether the rig of a run had been silent for too long before it.
    private func silence(
        of rule: AlertRule, before run: Run, _ rigs: [String: Run]
    ) throws(LibraryError) -> [AlertEvent] {
        guard case .noRun(let pattern, let within) = rule.kind, let rig = try rig(of: run), pattern.fits(rig),
            let last = rigs[rig], last.filed.after(within) < run.filed
        else { return [] }
        let summary =
            "no run had come from \(rig) since \(last.filed), and one should come within \(Quantity.text(within))"
        return [
            AlertEvent(
                key: rule.key(rig, "\(last.id)"), rule: rule.name, at: last.filed.after(within),
                summary: summary,
                run: last.id, rig: rig)
        ]
    }

    private func rig(of run: Run) throws(LibraryError) -> String? {
        if let source = run.source { return source }
        var query = RunQuery()
        (query.ids, query.limit) = ([run.id], 1)
        return try library.measured(query, .named([])).runs.first?.rig
    }
}
