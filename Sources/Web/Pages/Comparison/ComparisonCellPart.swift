import Analysis
import HTTP
import JSON
import Model
import Templates

/// The one cell that a comparison's page draws: a bar for each side, why they differ, and what its script needs for the series.
struct ComparisonCellPart {
    let sides: ComparisonSides
    let address: ComparisonAddress
    let links: Links
    /// The rows of the cell, one for each side but the first; never empty.
    let rows: [ComparisonRow]

    private var answer: ComparisonAnswer { sides.answer }

    /// The rows that the address chooses; without a choice the first ones.
    init?(_ table: ComparisonTable, _ links: Links) {
        let chosen = table.address["cell"]
        let found = chosen.flatMap { text in table.all.first { $0.cell.name.parameter == Self.normal(text) } }
        guard let first = found ?? table.rows.first ?? table.all.first else { return nil }
        (sides, address, self.links) = (table.sides, table.address, links)
        rows = table.all.filter { $0.cell.name == first.cell.name }
    }

    /// The parameter with its names encoded as `MetricName.parameter` encodes them.
    private static func normal(_ text: String) -> String {
        text.split(separator: ":", omittingEmptySubsequences: false)
            .map { PercentEncoding.component(PercentEncoding.decoded($0) ?? String($0)) }.joined(
                separator: ":")
    }

    /// The context of the section; `rows` is not empty.
    func context(_ row: ComparisonRow) -> TemplateValue {
        let name = row.cell.name
        let rig = answer.sides.first?.source
        return [
            "name": .string(row.shortName), "benchmark": .string(name.benchmark),
            "filesystem": .text(name.filesystem), "metric": .string(row.metric.label),
            "key": .string(name.metric),
            "unit": .text(name.unit?.rawValue),
            "direction": .text(row.cell.direction.map { "\($0.rawValue) is better" }),
            "bars": .list(bars(row)), "reasons": .list(rows.compactMap(reason)),
            "all_link": .string(
                address.link([
                    "benchmark": name.benchmark, "filesystem": name.filesystem, "metric": nil, "main": "0",
                    "verdict": nil, "cell": name.parameter,
                ])),
            "trend_link": trend(name, rig),
            "units": .string(MetricUnit.json.text),
            "is_from_zero": .bool(address["start"] == "zero"),
            "busy_link": .string(
                address.link(["start": nil, "zoom": nil, "cell": name.parameter], at: "#series")),
            "zero_link": .string(
                address.link(["start": "zero", "zoom": nil, "cell": name.parameter], at: "#series")),
        ]
    }

    private func trend(_ name: MetricName, _ rig: String?) -> TemplateValue {
        guard let filesystem = name.filesystem, let rig else { return .null }
        let items = [
            ("benchmark", name.benchmark), ("filesystem", filesystem), ("metric", name.metric),
            ("source", rig),
        ]
        return .string(links.address("/trends", items.map { ($0.0, PercentEncoding.component($0.1)) }))
    }

    /// The ends of the whisker of a side: its interval, put on the baseline's value.
    private func whisker(_ row: ComparisonRow, _ place: Int) -> (low: Double, high: Double)? {
        guard place > 0, let base = row.cell.sides[0]?.value, base > 0,
            let interval = row.cell.against[place]?.interval
        else { return nil }
        return (base * interval.lowerBound, base * interval.upperBound)
    }

    private func bars(_ row: ComparisonRow) -> [TemplateValue] {
        let values = row.cell.sides.compactMap { $0?.value }.map { max(0, $0) }
        let largest = values.max() ?? 0
        let ends = row.cell.sides.indices.compactMap { whisker(row, $0)?.high }.filter(\.isFinite)
        // A wide interval would leave nothing to see of the bars; what is cut off has an open end.
        let end = max(largest, min(ends.max() ?? 0, largest * 1.5))
        return row.cell.sides.indices.map { place in bar(row, place, end: end > 0 ? end : 1) }
    }

    private func bar(_ row: ComparisonRow, _ place: Int, end: Double) -> TemplateValue {
        let side = row.cell.sides[place]
        let filesystem = side?.measurement.cell.filesystem ?? row.cell.name.filesystem ?? ""
        let words = ComparisonRowWords(row: row, sides: sides)
        func share(_ value: Double) -> String {
            ValueFormat.exact((min(1, max(0, value / end)) * 1_000).rounded() / 10)
        }
        let whisker = whisker(row, place)
        let difference = place > 0 ? row.cell.against[place] : nil
        let span = whisker.map { min($0.high, end) - min($0.low, end) }
        return [
            "letter": .string(ComparisonSides.letter(place)), "name": .string(sides.name(place)),
            "look": ComparisonSides.look(filesystem), "is_baseline": .bool(place == 0),
            "uuid": .string(answer.sides[place].item.run.description), "filesystem": .string(filesystem),
            // An address, because HTML does not carry every name.
            "series_link": .string(
                links.series(
                    answer.sides[place].item.run, benchmark: row.cell.name.benchmark, filesystem: filesystem)),
            "place": .string(String(place)),
            "title": .string(title(place)),
            "value": words.value(place, address.numbers),
            "width": .string(share(side?.value ?? 0)),
            "whisker": whisker.map { whisker in
                [
                    "left": .string(share(whisker.low)), "width": .string(share(span ?? 0)),
                    "is_open": .bool(whisker.high > end),
                    "low": .string(address.numbers.text(whisker.low, unit: row.cell.name.unit)),
                    "high": .string(address.numbers.text(whisker.high, unit: row.cell.name.unit)),
                ]
            } ?? .null,
            "change": .text(difference?.ratio.map(ChangeText.of)),
            "iterations": .text(side?.iterations.map { ValueFormat.count($0, "iteration", "iterations") }),
            "audit_link": .string(links.report(answer.sides[place].item.run) + "/audit"),
        ]
    }

    /// "B, nightly", or "B, rig-01 2026-11-23 18:41:18 UTC", as legends have it.
    private func title(_ place: Int) -> String {
        let side = answer.sides[place]
        if sides.areFilesystemsOfOneRun { return sides.name(place) }
        return "\(sides.name(place)), "
            + (side.label ?? [side.source, side.filed.pageText].compactMap(\.self).joined(separator: " "))
    }

    /// What may explain the difference of a side; nil where there is nothing to say.
    private func reason(_ row: ComparisonRow) -> TemplateValue? {
        let words = ComparisonRowWords(row: row, sides: sides)
        let difference = row.difference
        let interval = difference?.interval.map {
            "\(ChangeText.of($0.lowerBound)) to \(ChangeText.of($0.upperBound))"
        }
        return [
            "side": .string(sides.name(row.side)), "kind": .string(words.kind), "mark": .string(words.mark),
            "verdict": .string(words.verdict), "change": .text(difference?.ratio.map(ChangeText.of)),
            "interval": .text(interval), "level": .text(difference?.intervalLevel.map(ValueFormat.level)),
            "needs": .text(words.needs),
            "noise": .text(
                difference?.noise.map { noise in
                    "\(ComparisonWords.percent(noise.relative)) from \(ValueFormat.count(noise.repeats, "run", "runs")) of \(ComparisonWords.level(noise.level)), filed within \(ComparisonWords.time(milliseconds: noise.within))"
                }),
            "detectable": .text(difference?.smallestDetectable.map(ValueFormat.detectable)),
            "ranks": .text(difference?.ranks.map { $0.agrees ? "agree" : "do not agree" }),
            "explanations": .list(
                row.reason.explanations.filter { found in
                    // That filesystems of a run have entries of their own explains nothing.
                    !sides.areFilesystemsOfOneRun || found.difference.kind != .also
                }.map { found in
                    ["name": .string(found.difference.name), "evidence": .string(found.evidence)]
                }),
        ]
    }
}
