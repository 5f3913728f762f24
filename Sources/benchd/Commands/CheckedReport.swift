import Analysis
import JSON
import Model
import Reports
import System

/// What `benchd check` says of a report that is one.
struct CheckedReport {
    private let report: Report
    private let readings: RunReadings
    private let contexts: [CellContext]
    private let findings: [Finding]

    /// Reads a report in an open file, and judges it.
    ///
    /// `vars` is what the settings of its config archive say, empty where there is none.
    ///
    /// - Throws: `ReportFault` when it is none.
    init(
        _ file: borrowing OwnedDescriptor, _ path: FilePath, limit: Int, vars: ConfigVars
    ) throws(ReportFault) {
        var builder = ReadingsBuilder()
        report = try ReportReader.read(file, path: path, limit: limit, items: { builder.add($0) })
        readings = builder.finish()
        let machine = Machine(readings)
        contexts = readings.cells.map { cell in
            let settings = WorkloadSettings(vars, benchmark: cell.benchmark, filesystem: cell.filesystem)
            return CellContext(cell, settings: settings, machine: machine)
        }
        findings = contexts.flatMap(AuditRules.findings(of:))
    }

    /// Whether a tool says that its workload failed.
    var isBroken: Bool { findings.contains { $0.verdict == .broken } }

    /// A few words, then the audit: what does not hold, and how much does.
    var text: String {
        let head =
            "a report with \(CheckedFile.counted(report.benchmarks.count, "benchmark", "benchmarks"))"
            + " on \(CheckedFile.counted(report.filesystems.count, "filesystem", "filesystems"))"
        let shown = findings.filter { $0.verdict.isMarked || $0.verdict == .note }
        return ([head] + shown.map(Self.line) + (findings.isEmpty ? [] : [counts])).joined(separator: "\n  ")
    }

    private static func line(_ finding: Finding) -> String {
        let place = [finding.benchmark, finding.filesystem].compactMap(\.self).joined(separator: " on ")
        return "\(finding.verdict.rawValue): \(place): \(finding.detail) (law \(finding.law.rawValue))"
    }

    private var counts: String {
        let parts = [Finding.Verdict.broken, .odd, .note, .unknown, .holds].map { verdict in
            "\(findings.count { $0.verdict == verdict }) \(verdict.rawValue)"
        }
        return "audit: " + parts.joined(separator: ", ")
    }

    /// Readings, derived values and findings.
    var json: JSONValue {
        let cells = contexts.map { context in
            let derived = JSONValue.array(DerivedValues.all(of: context).map(\.json))
            return JSONValue.object(context.cell.members + [JSONValue.Member("derived", derived)])
        }
        return [
            "bytes": .integer(report.byteCount), "rules": .integer(AuditRules.version),
            "facts": readings.facts.json, "cells": .array(cells),
            "findings": .array(findings.map(\.json)), "omitted_cells": .integer(readings.omittedCellCount),
            "omitted_facts": .integer(readings.omittedFactCount),
        ]
    }
}
