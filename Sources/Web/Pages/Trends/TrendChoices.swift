import Analysis
import Model
import Templates

/// What a trend can be asked of: the names that the library has.
struct TrendChoices: Sendable {
    private let sources: [String]
    private let facets: RunFacets
    let isEmpty: Bool

    /// What is chosen in the form.
    struct Chosen {
        let source: String?
        let benchmark: String?
        let filesystem: String?
        let metric: String?
    }

    /// The most names of a select; more are searched by the list of runs.
    private static let limit = 200

    /// The rigs of the library, and the benchmarks and filesystems of one of them, or of all.
    init(_ runs: RunReader, source: String?) throws(Problem) {
        var query = RunQuery()
        (query.limit, query.wantsFacets) = (1, true)
        let all = try runs.runs(query)
        isEmpty = all.total == 0
        sources = (all.facets ?? RunFacets())[.source].map(\.name).sorted()
        guard let source, sources.contains(source) else {
            facets = all.facets ?? RunFacets()
            return
        }
        query.source = source
        facets = try runs.runs(query).facets ?? RunFacets()
    }

    /// The first cell with a main metric of the newest run, of a rig or of all.
    func newestCell(_ runs: RunReader, source: String?) throws(Problem) -> TrendQuestion? {
        var query = RunQuery()
        (query.limit, query.rig) = (10, source)
        let cells = try runs.measured(query, .main).runs.flatMap(\.cells)
        let cell = cells.first { cell in
            let main = MetricTable.mainMetrics(of: BenchmarkKind(benchmark: cell.benchmark)).map(\.key)
            return cell.values.contains { main.contains($0.name.key) }
        }
        guard let cell else { return nil }
        var question = TrendQuestion(benchmark: cell.benchmark, filesystem: cell.filesystem)
        question.rig = source
        return question
    }

    /// The context of "form" in templates/pages/trends.html.
    func context(_ chosen: Chosen, metrics: [TrendAnswer.Choice]) -> TemplateValue {
        let kind = chosen.benchmark.flatMap { BenchmarkKind(benchmark: $0) }
        return [
            "sources": .list(Self.options(sources, chosen.source)),
            "benchmarks": .list(Self.options(names(.benchmark), chosen.benchmark)),
            "filesystems": .list(Self.options(names(.filesystem), chosen.filesystem)),
            "metrics": .list(
                metrics.map { metric in
                    [
                        "name": .string(metric.key),
                        "label": .string(MetricTable.metric(of: kind, key: metric.key).label),
                        "is_chosen": .bool(metric.key == chosen.metric),
                    ]
                }),
        ]
    }

    private func names(_ field: RunFacets.Field) -> [String] { facets[field].map(\.name).sorted() }

    /// The names, and the chosen one even where the library does not have it.
    private static func options(_ names: [String], _ chosen: String?) -> [TemplateValue] {
        let missing = [chosen].compactMap { $0 }.filter { !names.contains($0) }
        return (missing + names.prefix(limit)).map { name in
            ["name": .string(name), "is_chosen": .bool(name == chosen)]
        }
    }
}

extension TemplateNames {
    private static let option = TemplateNames("name", "is_chosen")

    /// What `TrendChoices.context` has.
    static let trendChoices = TemplateNames(
        parts: [
            "sources": option, "benchmarks": option, "filesystems": option,
            "metrics": TemplateNames("name", "label", "is_chosen"),
        ])
}
