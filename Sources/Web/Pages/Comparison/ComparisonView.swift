import Analysis
import Model
import Templates

/// The form by which a reader chooses what a comparison's page shows.
struct ComparisonView {
    let table: ComparisonTable
    let query: ComparisonQuery

    private static let optionLimit = 300
    private static let margins = [0.01, 0.02, 0.05, 0.1, 0.2]

    private var address: ComparisonAddress { table.address }

    /// The context of the form.
    var context: TemplateValue {
        let names = table.all.map(\.cell.name)
        let metrics = table.all.filter {
            query.shown.metric == $0.cell.name.metric || address["main"] == "0" || $0.cell.isMain
        }
        return [
            "kept": .list(
                address.kept(
                    without: "benchmark", "filesystem", "metric", "main", "sort", "margin", "repeats"
                )
                .map { ["name": .string($0.name), "value": .string($0.value)] }),
            "benchmarks": options(names.map(\.benchmark), chosen: address["benchmark"]),
            "filesystems": options(
                table.sides.answer.sides.flatMap(\.filesystems).filter { name in
                    table.all.contains { $0.cell.name.filesystem == name }
                }, chosen: address["filesystem"]),
            "metrics": options(metrics.map(\.cell.name.metric), chosen: address["metric"]),
            "orders": .list(
                zip(["verdict", "change", "name"], ["by verdict", "by change", "by name"]).map {
                    option($0, $1, isChosen: $0 == address["sort"] ?? "verdict")
                }),
            "margins": .list(
                margins.map {
                    option(ValueFormat.exact($0), ComparisonWords.percent($0), isChosen: $0 == query.margin)
                }),
            "has_all": .bool(address["main"] == "0"), "with_repeats": .bool(query.withRepeats),
        ]
    }

    private var margins: [Double] { Set(Self.margins + [query.margin]).sorted() }

    private func options(_ names: [String], chosen: String?) -> TemplateValue {
        let names = Set(names + (chosen.map { [$0] } ?? [])).sorted().prefix(Self.optionLimit)
        return .list(names.map { option($0, $0, isChosen: $0 == chosen) })
    }

    private func option(_ value: String, _ text: String, isChosen: Bool) -> TemplateValue {
        ["value": .string(value), "text": .string(text), "is_chosen": .bool(isChosen)]
    }
}
