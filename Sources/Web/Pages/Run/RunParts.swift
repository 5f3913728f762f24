import Model
import Templates

/// Where one page of a run begins and ends among its benchmarks, and the links to the others.
struct RunParts: Sendable {
    let summary: RunSummary
    let start: OutlinePosition
    let limits: SummaryLimits
    let links: Links

    /// The context of templates/partials/parts.html; null where the page shows all.
    var context: TemplateValue {
        if start == .start, summary.next == nil { return .null }
        return [
            "text": .string(text),
            "first_link": start == .start ? .null : .string(links.run(summary.run.id)),
            "previous_link": .text(previous.map(link)),
            "next_link": .text(summary.next.map(link)),
        ]
    }

    private func link(_ position: OutlinePosition) -> String { links.run(summary.run.id, from: position) }

    /// "Benchmarks 51 to 100 of 2,000".
    private var text: String {
        let total = ValueFormat.count(summary.run.counts.benchmarks)
        guard let first = summary.benchmarks.first, let last = summary.benchmarks.last else {
            return "The run has \(total) benchmarks"
        }
        if first.index == last.index { return "Benchmark \(ValueFormat.count(first.index + 1)) of \(total)" }
        return
            "Benchmarks \(ValueFormat.count(first.index + 1)) to \(ValueFormat.count(last.index + 1)) of \(total)"
    }

    /// As far before this part as a part reaches at most: it may end earlier, never later, and leads on to here.
    private var previous: OutlinePosition? {
        if start.entry > 0 {
            return OutlinePosition(benchmark: start.benchmark, entry: max(0, start.entry - limits.entries))
        }
        if start.benchmark > 0 {
            return OutlinePosition(benchmark: max(0, start.benchmark - limits.benchmarks))
        }
        return nil
    }
}
