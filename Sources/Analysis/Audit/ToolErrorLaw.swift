import Model
import System

/// Law 1: what the tool itself counted as failed.
enum ToolErrorLaw {
    /// Errors that a tool counts, and from which share of the operations on the workload has failed.
    private struct Row {
        let keys: [String]
        let total: String
        let bound: Double
        let name: String
        /// Whether the tool writes the keys only where there were errors.
        var isZeroWhereAbsent = false
    }

    private static func rows(of kind: BenchmarkKind?) -> [Row] {
        switch kind {
        case .pgbench:
            [
                Row(
                    keys: ["failed_transactions"], total: "transactions_processed", bound: 0.01,
                    name: "failed transactions")
            ]
        case .sysbench:
            [
                Row(
                    keys: ["ignored_errors"], total: "total_transactions", bound: 0.05, name: "ignored errors"
                ),
                Row(keys: ["reconnects"], total: "total_transactions", bound: 0.05, name: "reconnects"),
            ]
        case .wrk:
            [
                Row(
                    keys: ["errors_connect", "errors_read", "errors_write", "errors_timeout"],
                    total: "total_requests", bound: 0.01, name: "socket errors", isZeroWhereAbsent: true)
            ]
        case .fio, nil: []
        }
    }

    static func check(_ context: CellContext) -> [Finding] {
        guard context.cell.kind != .fio else { return [fio(context)] }
        return rows(of: context.cell.kind).map { check($0, context) }
    }

    private static func fio(_ context: CellContext) -> Finding {
        guard let error = context.cell.number("error") else {
            return context.finding(.toolErrors, .unknown, "The report does not say whether fio's job failed.")
        }
        guard error != 0 else {
            return context.finding(.toolErrors, .holds, "fio's job had no error.", expected: 0, found: 0)
        }
        let name = CInt(exactly: error).map { " (\(FileError.reason($0)))" } ?? ""
        return context.finding(
            .toolErrors, .broken, "fio's job ended with error \(Figures.short(error))\(name).", expected: 0,
            found: error)
    }

    private static func check(_ row: Row, _ context: CellContext) -> Finding {
        let counts = row.keys.compactMap { context.cell.number($0) }
        guard !counts.isEmpty else {
            return row.isZeroWhereAbsent
                ? context.finding(
                    .toolErrors, .holds, "The tool counted no \(row.name).", expected: 0, found: 0)
                : context.finding(.toolErrors, .unknown, "The report does not count \(row.name).")
        }
        let errors = counts.reduce(0, +)
        guard errors != 0 else {
            return context.finding(
                .toolErrors, .holds, "The tool counted no \(row.name).", expected: 0, found: 0)
        }
        let total = context.cell.number(row.total) ?? 0
        // pgbench counts failed transactions apart from the processed ones.
        let share = errors / (context.cell.kind == .pgbench ? total + errors : total)
        let isBroken = !(share <= row.bound) || errors < 0
        return context.finding(
            .toolErrors, isBroken ? .broken : .note,
            "The tool counted \(Figures.short(errors)) \(row.name) in \(Figures.short(total)) operations"
                + (share.isFinite ? " (\(Figures.percent(share)))." : "."),
            expected: 0, found: errors, unit: .count)
    }
}
