import Analysis
import Model
import Templates

/// What a trend can be asked of: the names that the library has.
struct TrendChoices: Sendable {
    private let rigs: [String]
    private let facets: RunFacets
    private let library: RunFacets
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
        let names = all.facets ?? RunFacets()
        library = names
        rigs = names[.rig].map(\.name).sorted()
        guard let source, rigs.contains(source) else {
            facets = names
            return
        }
        query.rig = source
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
            "sources": .list(Self.options(rigs, chosen.source)),
            "benchmarks": .list(Self.options(names(.benchmark), chosen.benchmark)),
            "filesystems": .list(Self.options(names(.filesystem), chosen.filesystem)),
            "metrics": .list(
                metrics.map { metric in
                    [
                        "name": .string(metric.key),
                        "label": .string(MetricTable.label(of: kind, key: metric.key)),
                        "is_chosen": .bool(metric.key == chosen.metric),
                    ]
                }),
        ]
    }

    /// Whether a question is of a rig of the library and of names that other rigs have: then it is a choice that this rig
    /// cannot answer, and no wrong address.
    func areKnown(_ question: TrendQuestion) -> Bool {
        guard let rig = question.rig else { return false }
        return rigs.contains(rig) && library[.benchmark].contains { $0.name == question.benchmark }
            && library[.filesystem].contains { $0.name == question.filesystem }
    }

    /// The cells with a main metric of the newest runs of a rig, each once; those of a benchmark first.
    func cells(
        _ runs: RunReader, of rig: String, first benchmark: String
    ) throws(Problem) -> [CellName] {
        var query = RunQuery()
        (query.limit, query.rig) = (10, rig)
        let found = try runs.measured(query, .main).runs.flatMap(\.cells).filter { cell in
            let main = MetricTable.mainMetrics(of: BenchmarkKind(benchmark: cell.benchmark)).map(\.key)
            return cell.values.contains { main.contains($0.name.key) }
        }
        let names = Set(found.map { CellName(benchmark: $0.benchmark, filesystem: $0.filesystem) }).sorted()
        return names.filter { $0.benchmark == benchmark } + names.filter { $0.benchmark != benchmark }
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
