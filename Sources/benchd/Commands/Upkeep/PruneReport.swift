import JSON
import Model
import System

extension Run {
    /// Of report and config.
    var byteCount: Int { report.byteCount + (config?.byteCount ?? 0) }
}

/// What a prune prints.
struct PruneReport {
    private let runs: [Run]
    private let pinned: Int
    private let isJSON: Bool

    /// A longer table says nothing more.
    private static let lineLimit = 50

    init(_ runs: [Run], pinned: Int, isJSON: Bool) {
        (self.runs, self.pinned, self.isJSON) = (runs, pinned, isJSON)
    }

    func printDryRun() {
        if isJSON { return Swift.print(json(nil).text) }
        if !runs.isEmpty { Swift.print(table.aligned, terminator: "") }
        if runs.count > Self.lineLimit {
            Swift.print("and \(runs.count - Self.lineLimit) more; --json prints all")
        }
        let size = ValueFormat.size(runs.reduce(0) { $0 + $1.byteCount })
        say("\(Prose.count(runs.count, "run")), \(size), would be removed; nothing was.\(stay)")
        if !runs.isEmpty { say("The same command with --apply removes them.") }
    }

    func print(_ answer: RemovalAnswer) {
        if isJSON { return Swift.print(json(answer).text) }
        for refusal in answer.refusals {
            StandardStream.error.write("benchd: not removed: \(LogText.escaping(refusal))\n")
        }
        if answer.removed.isEmpty, !answer.refusals.isEmpty { return }
        let removed = Set(answer.removed)
        let size = ValueFormat.size(runs.filter { removed.contains($0.id) }.reduce(0) { $0 + $1.byteCount })
        say("\(Prose.count(removed.count, "run")), \(size), removed; links to them say when and why.\(stay)")
    }

    private var stay: String {
        pinned == 0 ? "" : " \(Prose.count(pinned, "pinned run")) \(pinned == 1 ? "stays" : "stay")."
    }

    private func say(_ text: String) {
        for line in Prose.lines(text, width: Prose.tableWidth) { Swift.print(line) }
    }

    private var table: TextTable {
        var table = TextTable([
            .init("uuid", limit: 36), .init("filed (UTC)"), .init("source", limit: 14),
            .init("label", limit: 20), .init("size", isNumeric: true),
        ])
        for run in runs.prefix(Self.lineLimit) {
            table.add([
                run.id.description, run.filed.toSeconds, run.source ?? "", run.mark.label ?? "",
                ValueFormat.size(run.byteCount),
            ])
        }
        return table
    }

    private func json(_ answer: RemovalAnswer?) -> JSONValue {
        [
            "applied": .bool(answer != nil),
            "runs": .array(
                runs.map {
                    [
                        "uuid": .string($0.id.description), "filed": .string($0.filed.description),
                        "source": .text($0.source), "label": .text($0.mark.label),
                        "bytes": .integer($0.byteCount),
                    ]
                }), "pinned": .integer(pinned),
            "removed": .array((answer?.removed ?? []).map { .string($0.description) }),
            "refused": .array((answer?.refusals ?? []).map { .string($0) }),
        ]
    }
}
