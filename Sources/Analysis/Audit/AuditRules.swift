package import Model

/// The laws that a sound report obeys, and how a report is judged by them (docs/analysis.md).
///
/// Pure: the same readings and settings give the same findings.
package enum AuditRules {
    /// Of the rules by which readings, derived values and findings are computed; a change of any of them raises it.
    package static let version = 2

    /// One law: what it demands of a cell.
    struct Law {
        let law: AuditLaw
        /// Whether it compares a series, which is of the first iteration, or a product of means with numbers of all.
        var needsOneIteration = false
        let check: (CellContext) -> [Finding]
    }

    /// The laws of a report's own audit, in the order of their numbers.
    static var laws: [Law] {
        [
            Law(law: .toolErrors, check: ToolErrorLaw.check),
            // Of the tools only fio has latencies of which the product with the rate is no mean over iterations.
            Law(law: .concurrency, check: ConcurrencyLaw.check),
            Law(law: .blockSize, check: WorkloadLaws.blockSize),
            Law(law: .runTime, needsOneIteration: true, check: RunTimeLaw.check),
            Law(law: .order, check: OrderLaw.check),
            Law(law: .deviceBytes, needsOneIteration: true, check: DeviceLaws.bytes),
            Law(law: .correctedMeans, needsOneIteration: true, check: SampleLaws.correctedMeans),
            Law(law: .samples, check: SampleLaws.samples),
            Law(law: .watchedDisk, check: DeviceLaws.watched),
        ]
    }

    /// Judges every cell of a report, by the settings that its archive has for each.
    package static func findings(
        of readings: RunReadings, settings: (CellReadings) -> WorkloadSettings
    ) -> [Finding] {
        let machine = Machine(readings)
        return readings.cells.flatMap { cell in
            findings(of: CellContext(cell, settings: settings(cell), machine: machine))
        }
    }

    /// Judges a cell: of each law that concerns it what does not hold, else that it holds or is unknown.
    package static func findings(of context: CellContext) -> [Finding] {
        laws.flatMap { rule -> [Finding] in
            let found = rule.check(context)
            guard !found.isEmpty else { return [] }
            if rule.needsOneIteration, let reason = context.mixedIterations {
                return [context.finding(rule.law, .unknown, reason)]
            }
            let faults = found.filter { $0.verdict != .holds && $0.verdict != .unknown }
            if !faults.isEmpty { return faults }
            return [found.first { $0.verdict == .holds } ?? found[0]]
        }
    }
}

extension CellContext {
    /// Why numbers and series do not belong together; nil where they do.
    var mixedIterations: String? {
        switch iterations {
        case .one, .unknown: nil
        case .several(let count):
            "Numbers are means of \(count.map(String.init) ?? "several") iterations, series are of the first."
        }
    }

    /// A finding of this cell.
    func finding(
        _ law: AuditLaw, _ verdict: Finding.Verdict, _ detail: String, expected: Double? = nil,
        found: Double? = nil, unit: MetricUnit? = nil
    ) -> Finding {
        Finding(
            benchmark: cell.benchmark, filesystem: cell.filesystem, law: law, verdict: verdict,
            expected: expected.flatMap { $0.isFinite ? $0 : nil },
            found: found.flatMap { $0.isFinite ? $0 : nil }, unit: unit, detail: detail)
    }

    /// Judges whether a number is as expected, within a tolerance that is a share of the expected one.
    ///
    /// - Returns: `holds`, or the verdict otherwise; `unknown` where a number is beyond a Double.
    func compare(
        _ law: AuditLaw, expected: Double, found: Double, tolerance: Double,
        otherwise verdict: Finding.Verdict,
        unit: MetricUnit? = nil, _ detail: String
    ) -> Finding {
        guard expected.isFinite, found.isFinite else {
            return finding(law, .unknown, "A number that the law needs is beyond a Double.")
        }
        let isWithin = abs(found - expected) <= tolerance * abs(expected)
        return finding(
            law, isWithin ? .holds : verdict, detail, expected: expected, found: found, unit: unit)
    }
}
