package import Analysis
package import Model
package import System

/// Says which events a rule makes of what has happened; it keeps nothing.
package struct RuleJudge: Sendable {
    private let answers: Answers

    /// A judge of what a library holds.
    package init(_ answers: Answers) { self.answers = answers }

    /// The event of a rule and a run that was filed, by what was filed before it; nil where the rule finds nothing, or the run
    /// is excluded.
    ///
    /// - Throws: `LibraryError` of the library.
    package func event(
        of rule: AlertRule, on run: FiledRun, unless cancellation: Cancellation = Cancellation()
    ) throws(LibraryError) -> AlertEvent? {
        guard run.mark.exclusion == nil else { return nil }
        switch rule.kind {
        case .worse(let cells, let metric, let margin, let crossesSetups):
            guard try fits(cells.rig, run) else { return nil }
            var question = DeclineQuestion()
            (question.metric, question.margin, question.crossesSetups) = (metric, margin, crossesSetups)
            question.isCancelled = { cancellation.isCancelled }
            question.isAsked = { cells.benchmark.fits($0) && cells.filesystem.fits($1) }
            let declines = try answers.declines(in: run.id, question)
            return declines.isEmpty ? nil : Self.event(of: rule, run, try rig(of: run), declines)
        case .law(let cells, let laws, let verdicts):
            guard try fits(cells.rig, run), let analysis = try answers.library.analysis(run.id) else {
                return nil
            }
            let findings = analysis.findings.filter { finding in
                verdicts.contains(finding.verdict) && (laws.isEmpty || laws.contains(finding.law))
                    && cells.benchmark.fits(finding.benchmark ?? "")
                    && (cells.filesystem.fitsAll || cells.filesystem.fits(finding.filesystem ?? ""))
            }
            return findings.isEmpty ? nil : Self.event(of: rule, run, try rig(of: run), findings)
        case .noRun, .trouble: return nil
        }
    }

    /// The events of a rule about rigs from which no run has come by a time.
    ///
    /// - Throws: `LibraryError` of the library.
    package func silences(of rule: AlertRule, at now: Timestamp) throws(LibraryError) -> [AlertEvent] {
        guard case .noRun(let pattern, let within) = rule.kind else { return [] }
        var events: [AlertEvent] = []
        for rig in try rigs(pattern) {
            var query = RunQuery()
            (query.rig, query.limit) = (rig, 1)
            let last = try answers.library.runs(query).runs.first
            guard last.map({ $0.filed < now.before(within) }) ?? true else { continue }
            let since = last.map { "since \($0.filed)" } ?? "at all"
            events.append(
                AlertEvent(
                    key: rule.key(rig, last.map { "\($0.id)" } ?? "none"), rule: rule.name,
                    at: last.map { $0.filed.after(within) } ?? now,
                    summary:
                        "no run has come from \(rig) \(since), and one should come within \(Quantity.text(within))",
                    run: last?.id, rig: rig))
        }
        return events
    }

    /// The event of a rule about a trouble that has begun; nil for another rule.
    package func event(of rule: AlertRule, on trouble: Trouble) -> AlertEvent? {
        guard rule.kind == .trouble else { return nil }
        return AlertEvent(
            // One that comes and goes is an event once a day.
            key: rule.key(trouble.part.key, String(trouble.since.description.prefix(10))), rule: rule.name,
            at: trouble.since,
            summary: trouble.detail.hasSuffix(".") ? String(trouble.detail.dropLast()) : trouble.detail,
            run: trouble.part.run)
    }

    // MARK: Rigs

    private func fits(_ pattern: NamePattern, _ run: FiledRun) throws(LibraryError) -> Bool {
        if pattern.fitsAll { return true }
        return try rig(of: run).map(pattern.fits) ?? false
    }

    /// The source, else the host name in the report.
    private func rig(of run: FiledRun) throws(LibraryError) -> String? {
        if let source = run.receipt.source { return source }
        var query = RunQuery()
        (query.ids, query.limit) = ([run.id], 1)
        return try answers.library.measured(query, .named([])).runs.first?.rig
    }

    private static let rigLimit = 100_000

    /// One that is named counts also before its first run.
    private func rigs(_ pattern: NamePattern) throws(LibraryError) -> [String] {
        if let name = pattern.name { return [name] }
        var query = RunQuery()
        (query.limit, query.wantsFacets, query.facetLimit) = (1, true, Self.rigLimit)
        return try answers.library.runs(query).facets?[.rig].map(\.name).filter(pattern.fits).sorted() ?? []
    }

    // MARK: Words

    /// How many cells or findings a message names.
    private static let namedCount = 10

    private static func event(
        of rule: AlertRule, _ run: FiledRun, _ rig: String?, _ declines: [Decline]
    ) -> AlertEvent {
        let sorted = declines.sorted {
            abs($0.ratio.distanceInLogarithms) > abs($1.ratio.distanceInLogarithms)
        }
        let lines = sorted.prefix(namedCount).map { decline in
            let value = ValueFormat.text(decline.value, unit: decline.unit)
            let low = ValueFormat.text(decline.expected.lowerBound, unit: decline.unit)
            let high = ValueFormat.text(decline.expected.upperBound, unit: decline.unit)
            let changes = decline.changes.prefix(3).map(\.name).joined(separator: ", ")
            return "\(decline.benchmark) on \(decline.filesystem), \(decline.metric): \(value), which is"
                + " \(ValueFormat.change(decline.ratio)); earlier runs predict \(low) to \(high)"
                + (changes.isEmpty ? "" : "; with this run changed: \(changes)")
        }
        let count = ValueFormat.count(declines.count, "value is", "values are")
        return AlertEvent(
            key: rule.key("\(run.id)"), rule: rule.name, at: run.receipt.filed,
            summary:
                "\(count) worse than the runs before\(rig.map { " on \($0)" } ?? ""): \(names(of: sorted))",
            details: lines + more(declines.count), run: run.id, rig: rig)
    }

    private static func names(of declines: [Decline]) -> String {
        let names = declines.prefix(3).map {
            "\($0.benchmark) on \($0.filesystem) \(ValueFormat.change($0.ratio))"
        }
        return names.joined(separator: ", ") + (declines.count > 3 ? " and more" : "")
    }

    private static func event(
        of rule: AlertRule, _ run: FiledRun, _ rig: String?, _ findings: [Finding]
    ) -> AlertEvent {
        let lines = findings.prefix(namedCount).map { finding in
            let place = [finding.benchmark, finding.filesystem].compactMap(\.self).joined(separator: " on ")
            return "law \(finding.law.rawValue), \(finding.law.title), \(finding.verdict.rawValue)"
                + (place.isEmpty ? "" : " in \(place)") + ": \(finding.detail)"
        }
        let laws = Set(findings.map(\.law.rawValue)).sorted().map { "\($0)" }.joined(separator: ", ")
        let count = ValueFormat.count(findings.count, "finding", "findings")
        return AlertEvent(
            key: rule.key("\(run.id)"), rule: rule.name, at: run.receipt.filed,
            summary: "the audit has \(count) in a run\(rig.map { " of \($0)" } ?? "") (law \(laws))",
            details: lines + more(findings.count), run: run.id, rig: rig)
    }

    private static func more(_ count: Int) -> [String] {
        count > namedCount ? ["and \(count - namedCount) more"] : []
    }
}

extension AlertRule {
    /// The key of an event; the length of each part keeps two lists of parts apart.
    func key(_ parts: String...) -> String {
        ([name] + parts).map { "\($0.utf8.count):\($0)" }.joined(separator: "|")
    }
}

extension Trouble.Part {
    /// The run that it is about.
    fileprivate var run: RunID? { if case .damage(let id, _) = self { id } else { nil } }
}

extension Double {
    /// How far a ratio is from 1, the same for its inverse but for the sign.
    fileprivate var distanceInLogarithms: Double { self > 1 ? self - 1 : 1 - 1 / self }
}
